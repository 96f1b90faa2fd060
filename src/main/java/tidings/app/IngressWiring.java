package tidings.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.HostName;
import tidings.app.configuration.RedisUrl;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.ingress.Ingestor;
import tidings.ingress.Source;
import tidings.ingress.Sources;
import tidings.ingress.postgres.Listening;
import tidings.ingress.postgres.Outbox;
import tidings.ingress.postgres.OutboxSettings;
import tidings.ingress.redis.RedisSettings;
import tidings.ingress.redis.RedisSource;
import tidings.platform.database.DatabaseSettings;

/** Creates, starts and stops the configured sources. */
public class IngressWiring {

  private static final Logger LOG = Logger.getLogger(IngressWiring.class.getName());

  @Produces
  @Singleton
  Sources sources(
      RedisSettings redis,
      OutboxSettings outbox,
      @ConfigProperty(name = "tidings.outbox") Optional<Boolean> outboxIsRead,
      SourceHealthSettings health,
      LogKindSettings log,
      Ingestor intake) {
    var sources = new ArrayList<Source>();
    if (!redis.inputs().isEmpty()) {
      sources.add(new RedisSource(redis, intake));
    }
    if (outbox.isRead(outboxIsRead)) {
      sources.add(new Outbox(outbox, intake, new SecureRandom()));
      if (!log.isKafka()) {
        LOG.warning(
            "The outbox is read into the memory of this node. If other nodes read it too, each row"
                + " reaches the clients of one of them; over Kafka it reaches all");
      }
    }
    return new Sources(sources, health.isRequired());
  }

  void start(@Observes Startup startup, Sources sources) {
    sources.start();
  }

  void stop(@Disposes Sources sources) {
    sources.close();
  }

  @Produces
  @Singleton
  SourceHealthSettings health(@ConfigProperty(name = "tidings.health.sources") String unreachable) {
    return SourceHealthSettings.of(unreachable.strip());
  }

  @Produces
  @Singleton
  RedisSettings.Inputs redisInputs(
      @ConfigProperty(name = "tidings.redis.channels") Optional<List<String>> channels,
      @ConfigProperty(name = "tidings.redis.streams") Optional<List<String>> streams,
      @ConfigProperty(name = "tidings.redis.group") String group,
      @ConfigProperty(name = "tidings.redis.stream-start") String start) {
    return new RedisSettings.Inputs(
        Trimmed.list(channels), Trimmed.list(streams), group.strip(), start.strip());
  }

  @Produces
  @Singleton
  RedisSettings.Node redisNode(
      LogKindSettings log,
      @ConfigProperty(name = "tidings.redis.lease") TimeSpan lease,
      @ConfigProperty(name = "tidings.node") Optional<String> node) {
    return new RedisSettings.Node(
        Trimmed.text(node).orElseGet(HostName::local), log.isKafka(), lease.length());
  }

  @Produces
  @Singleton
  RedisSettings.Timing redisTiming(
      @ConfigProperty(name = "tidings.redis.timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.redis.max-retry-delay") TimeSpan maxRetryDelay) {
    return new RedisSettings.Timing(timeout.length(), maxRetryDelay.length());
  }

  @Produces
  @Singleton
  RedisSettings.Limits redisLimits(
      @ConfigProperty(name = "tidings.redis.batch") int batch,
      @ConfigProperty(name = "tidings.redis.queue-messages") int queueMessages,
      @ConfigProperty(name = "tidings.redis.queue-bytes") ByteSize queueBytes) {
    return new RedisSettings.Limits(batch, queueMessages, queueBytes.bytes());
  }

  @Produces
  @Singleton
  RedisSettings redis(
      @ConfigProperty(name = "tidings.redis.url") Optional<String> url,
      @ConfigProperty(name = "tidings.redis.ca-file") Optional<Path> caFile,
      RedisSettings.Inputs inputs,
      RedisSettings.Node node,
      RedisSettings.Timing timing,
      RedisSettings.Limits limits) {
    if (!inputs.isEmpty() && url.isEmpty()) {
      throw new IllegalArgumentException(
          "tidings.redis.channels or .streams is set, but tidings.redis.url is not");
    }
    return new RedisSettings(
        RedisUrl.server(url.orElse("redis://localhost:6379"), caFile),
        inputs,
        node,
        timing,
        limits);
  }

  @Produces
  @Singleton
  OutboxSettings outbox(
      DatabaseSettings database,
      @ConfigProperty(name = "tidings.outbox.connections") int connections,
      @ConfigProperty(name = "tidings.outbox.batch") int batch,
      @ConfigProperty(name = "tidings.outbox.poll") TimeSpan poll,
      @ConfigProperty(name = "tidings.outbox.retention") TimeSpan retention,
      @ConfigProperty(name = "tidings.outbox.lease") TimeSpan lease,
      @ConfigProperty(name = "tidings.outbox.listen") String listen) {
    return new OutboxSettings(
        database,
        connections,
        batch,
        poll.length(),
        retention.length(),
        lease.length(),
        Listening.of(listen.strip()));
  }
}
