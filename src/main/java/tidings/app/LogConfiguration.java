package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.log.LogSettings;
import tidings.push.routing.Staleness;

/** Reads the kind of the log, its retention and its Kafka. */
public class LogConfiguration {

  private static final String KAFKA_CLIENT = "tidings.kafka.client.";

  /** Reads all when the application starts; the package says why. */
  void read(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      LogSettings log,
      Staleness.Settings staleness) {}

  @Produces
  @Singleton
  LogSettings.Dedupe dedupe(
      @ConfigProperty(name = "tidings.dedupe-window") TimeSpan window,
      @ConfigProperty(name = "tidings.dedupe-entries") long entries) {
    return new LogSettings.Dedupe(window.length(), entries);
  }

  @Produces
  @Singleton
  LogSettings.Retention retention(
      @ConfigProperty(name = "tidings.log.retain-events") int events,
      @ConfigProperty(name = "tidings.log.retain-bytes") ByteSize bytes,
      @ConfigProperty(name = "tidings.log.retain-percent-per-publisher") int percent) {
    return new LogSettings.Retention(events, bytes.bytes(), percent);
  }

  @Produces
  @Singleton
  LogSettings.Replay replay(
      @ConfigProperty(name = "tidings.log.replay-events") long events,
      @ConfigProperty(name = "tidings.log.replay-bytes") ByteSize bytes) {
    return new LogSettings.Replay(events, bytes.bytes());
  }

  @Produces
  @Singleton
  LogSettings.Kafka kafka(
      Config config,
      @ConfigProperty(name = "tidings.kafka.bootstrap-servers") Optional<String> servers,
      @ConfigProperty(name = "tidings.kafka.topics") List<String> topics,
      @ConfigProperty(name = "tidings.kafka.dead-letter-topic") String deadLetterTopic,
      @ConfigProperty(name = "tidings.kafka.dead-letter-group") String deadLetterGroup,
      @ConfigProperty(name = "tidings.kafka.partitions") int partitions,
      @ConfigProperty(name = "tidings.kafka.timeout") TimeSpan timeout) {
    var client = kafkaClient(config);
    Trimmed.text(servers)
        .ifPresent(
            at -> {
              ValueForms.requireBrokers("tidings.kafka.bootstrap-servers", at);
              client.put("bootstrap.servers", at);
            });
    return new LogSettings.Kafka(
        Trimmed.list(topics),
        deadLetterTopic.strip(),
        deadLetterGroup.strip(),
        partitions,
        timeout.length(),
        client);
  }

  private static Map<String, String> kafkaClient(Config config) {
    var client = new HashMap<String, String>();
    for (var name : config.getPropertyNames()) {
      if (name.startsWith(KAFKA_CLIENT)) {
        client.put(
            name.substring(KAFKA_CLIENT.length()), config.getValue(name, String.class).strip());
      }
    }
    return client;
  }

  @Produces
  @Singleton
  LogSettings log(
      LogSettings.Dedupe dedupe,
      LogSettings.Retention retention,
      LogSettings.Replay replay,
      @ConfigProperty(name = "tidings.log.backlog-events") int backlog,
      @ConfigProperty(name = "tidings.limits.event-bytes") ByteSize eventBytes,
      @ConfigProperty(name = "tidings.log.retain-dead-letters") int deadLetters,
      LogSettings.Kafka kafka) {
    return new LogSettings(
        dedupe, retention, replay, backlog, eventBytes.toInt(), deadLetters, kafka);
  }

  @Produces
  @Singleton
  Staleness.Settings staleness(@ConfigProperty(name = "tidings.log.stale-after") TimeSpan after) {
    return new Staleness.Settings(after.length());
  }

  @Produces
  @Singleton
  LogKindSettings logKind(
      LogSettings log, @ConfigProperty(name = "tidings.log") Optional<String> kind) {
    boolean servers = log.kafka().client().containsKey("bootstrap.servers");
    return LogKindSettings.of(Trimmed.text(kind).orElse(servers ? "kafka" : "memory"), servers);
  }
}
