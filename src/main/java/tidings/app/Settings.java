package tidings.app;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.ByteSize;
import tidings.app.configuration.HostName;
import tidings.app.configuration.ServerPorts;
import tidings.app.configuration.TimeSpan;
import tidings.app.configuration.Trimmed;
import tidings.ingress.postgres.Listening;
import tidings.ingress.postgres.OutboxSettings;
import tidings.log.LogSettings;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.http.TrustedProxies;
import tidings.platform.http.authentication.AuthenticationFilter.SsoCookie;
import tidings.platform.http.authentication.TrustedOrigins;
import tidings.platform.http.body.BodySettings;
import tidings.platform.http.page.HstsSettings;
import tidings.platform.http.page.ManagementPort;
import tidings.platform.http.page.SecurityText;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.RateSettings;
import tidings.platform.limits.RequestRateSettings;
import tidings.platform.limits.StorageLimits;
import tidings.platform.security.AuditSettings;
import tidings.platform.socket.DepartureSettings;
import tidings.platform.socket.IdleSocketWatch;
import tidings.push.bus.ObserverSettings;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.DrainSettings;
import tidings.push.endpoint.RefusalSettings;
import tidings.push.routing.Staleness;

/**
 * Reads the configuration into records, from the keys that {@code
 * META-INF/microprofile-config.properties} lists and explains.
 */
public class Settings {

  private static final String KAFKA_CLIENT = "tidings.kafka.client.";

  /**
   * Reads the settings when the application starts. The container reads a property with the class
   * loader of the thread that first needs it. On a thread without the application's class loader,
   * such as a scrape of the metrics, it does not see the application's defaults, and a number is
   * then silently 0.
   */
  void readLimits(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      LimitSettings limits,
      RateSettings rates,
      RequestRateSettings requests,
      StorageLimits storage,
      BodySettings bodies) {}

  /** As {@link #readLimits}. */
  void readConnections(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      ConnectionSettings connections,
      DepartureSettings departures,
      DrainSettings drain,
      ObserverSettings observers,
      RefusalSettings refusals) {}

  /** As {@link #readLimits}. */
  void readSecurity(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      AuditSettings audit,
      HstsSettings hsts,
      SecurityText.Settings securityText,
      SsoCookie cookie,
      TrustedOrigins origins,
      TrustedProxies proxies) {}

  /** As {@link #readLimits}. */
  void readServer(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Startup startup,
      IdleSocketWatch.Settings idleSockets,
      ManagementPort.Setting managementPort,
      LogSettings log,
      Staleness.Settings staleness,
      DatabaseSettings database,
      OutboxSettings outbox) {}

  @Produces
  @Singleton
  SecurityText.Settings securityText(
      @ConfigProperty(name = "tidings.security.contacts") Optional<List<String>> contacts,
      @ConfigProperty(name = "tidings.security.policies") Optional<List<String>> policies) {
    return new SecurityText.Settings(Trimmed.list(contacts), Trimmed.list(policies));
  }

  @Produces
  @Singleton
  LimitSettings limits(
      @ConfigProperty(name = "tidings.limits.connections") int connections,
      @ConfigProperty(name = "tidings.limits.connections-per-user") int perUser,
      @ConfigProperty(name = "tidings.limits.connections-per-address") int perAddress,
      @ConfigProperty(name = "tidings.limits.patterns-per-user") int patternsPerUser) {
    return new LimitSettings(connections, perUser, perAddress, patternsPerUser);
  }

  @Produces
  @Singleton
  RateSettings rates(
      @ConfigProperty(name = "tidings.limits.publish-rate") int publishRate,
      @ConfigProperty(name = "tidings.limits.publish-byte-rate") ByteSize publishByteRate,
      @ConfigProperty(name = "tidings.limits.connect-rate") int connectRate,
      @ConfigProperty(name = "tidings.limits.change-rate") int changeRate) {
    return new RateSettings(publishRate, publishByteRate.toInt(), connectRate, changeRate);
  }

  @Produces
  @Singleton
  RequestRateSettings requests(
      @ConfigProperty(name = "tidings.limits.request-rate") int requestRate) {
    return new RequestRateSettings(requestRate);
  }

  /** What a user may store of each kind of definition. */
  record DefinitionLimits(StorageLimits.Items tools, StorageLimits.Items graphs) {}

  @Produces
  @Singleton
  DefinitionLimits definitions(
      @ConfigProperty(name = "tidings.limits.tools-per-user") int tools,
      @ConfigProperty(name = "tidings.limits.tool-bytes") ByteSize toolBytes,
      @ConfigProperty(name = "tidings.limits.tools-bytes-per-user") ByteSize toolsBytes,
      @ConfigProperty(name = "tidings.limits.graphs-per-user") int graphs,
      @ConfigProperty(name = "tidings.limits.graph-bytes") ByteSize graphBytes,
      @ConfigProperty(name = "tidings.limits.graphs-bytes-per-user") ByteSize graphsBytes) {
    return new DefinitionLimits(
        new StorageLimits.Items("tool", "tools", tools, toolBytes.toInt(), toolsBytes.bytes()),
        new StorageLimits.Items(
            "graph", "graphs", graphs, graphBytes.toInt(), graphsBytes.bytes()));
  }

  @Produces
  @Singleton
  StorageLimits storage(
      DefinitionLimits definitions,
      @ConfigProperty(name = "tidings.limits.prompt-bytes") ByteSize promptBytes,
      @ConfigProperty(name = "tidings.limits.conversations-per-user") int conversations,
      @ConfigProperty(name = "tidings.limits.conversation-bytes") ByteSize conversationBytes,
      @ConfigProperty(name = "tidings.limits.conversations-bytes-per-user")
          ByteSize conversationsBytes) {
    return new StorageLimits(
        definitions.tools(),
        definitions.graphs(),
        promptBytes.toInt(),
        conversations,
        conversationBytes.bytes(),
        conversationsBytes.bytes());
  }

  @Produces
  @Singleton
  ConnectionSettings connections(
      @ConfigProperty(name = "tidings.heartbeat") TimeSpan heartbeat,
      @ConfigProperty(name = "tidings.connection.queue-events") int queueEvents,
      @ConfigProperty(name = "tidings.connection.queue-bytes") ByteSize queueBytes,
      @ConfigProperty(name = "tidings.connection.lifetime") TimeSpan lifetime,
      @ConfigProperty(name = "tidings.connection.reconnect-delay") TimeSpan reconnectDelay,
      LimitSettings limits) {
    return new ConnectionSettings(
        heartbeat.length(),
        queueEvents,
        queueBytes.bytes(),
        lifetime.length(),
        limits.connectionsPerUser(),
        reconnectDelay.length());
  }

  @Produces
  @Singleton
  DepartureSettings departures(
      @ConfigProperty(name = "tidings.connection.disconnect-check") TimeSpan every,
      @ConfigProperty(name = "tidings.connection.ack-timeout") TimeSpan ackTimeout) {
    return new DepartureSettings(every.length(), ackTimeout.length());
  }

  @Produces
  @Singleton
  DrainSettings drain(
      @ConfigProperty(name = "tidings.drain.notice") TimeSpan notice,
      @ConfigProperty(name = "tidings.drain.reconnect-spread") TimeSpan spread,
      @ConfigProperty(name = "tidings.drain.reconnect-rate") int reconnectRate) {
    return new DrainSettings(notice.length(), spread.length(), reconnectRate);
  }

  @Produces
  @Singleton
  ObserverSettings observers(
      @ConfigProperty(name = "tidings.observers.queue-events") int queueEvents,
      @ConfigProperty(name = "tidings.observers.queue-bytes") ByteSize queueBytes) {
    return new ObserverSettings(queueEvents, queueBytes.bytes());
  }

  /** Liberty's pool of threads, where its size is configured. */
  record HttpThreads(Optional<Integer> core, Optional<Integer> max) {}

  @Produces
  @Singleton
  HttpThreads threads(
      @ConfigProperty(name = "http.core.threads") Optional<Integer> core,
      @ConfigProperty(name = "http.max.threads") Optional<Integer> max) {
    return new HttpThreads(core, max);
  }

  @Produces
  @Singleton
  BodySettings bodies(
      @ConfigProperty(name = "tidings.limits.body-bytes") ByteSize bodyBytes,
      @ConfigProperty(name = "tidings.limits.bodies-in-flight-per-user") ByteSize perUser,
      @ConfigProperty(name = "tidings.limits.bodies-in-flight") ByteSize inFlight,
      @ConfigProperty(name = "tidings.limits.body-timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.limits.pending-bodies-per-user") int pendingPerUser,
      @ConfigProperty(name = "tidings.limits.pending-bodies") int pending,
      HttpThreads threads) {
    requireThreadsBeside(pending, threads.core(), threads.max());
    return new BodySettings(
        bodyBytes.toInt(),
        new BodySettings.Limit(perUser.bytes(), inFlight.bytes()),
        new BodySettings.Limit(pendingPerUser, pending),
        timeout.length());
  }

  /** Reserves threads for other requests while these wait for their bodies. */
  private static void requireThreadsBeside(
      int pending, Optional<Integer> coreThreads, Optional<Integer> maxThreads) {
    if (maxThreads.isPresent() && maxThreads.get() > 0 && pending > maxThreads.get() / 2) {
      throw new IllegalArgumentException(
          ("tidings.limits.pending-bodies must be at most half of HTTP_MAX_THREADS, so that other"
                  + " requests find threads, but they are %d and %d")
              .formatted(pending, maxThreads.get()));
    }
    if (coreThreads.isPresent() && pending >= coreThreads.get()) {
      throw new IllegalArgumentException(
          ("tidings.limits.pending-bodies must be less than HTTP_CORE_THREADS, so that other"
                  + " requests find threads at once, but they are %d and %d")
              .formatted(pending, coreThreads.get()));
    }
  }

  /**
   * Connections without a request are closed after 1.5 times the server's own idle timeout: the
   * server's limit, where it applies, comes first.
   */
  @Produces
  @Singleton
  IdleSocketWatch.Settings idleSockets(
      Config config, @ConfigProperty(name = "http.idle.timeout") Optional<TimeSpan> idle) {
    var limit = idle.map(TimeSpan::length).orElse(Duration.ZERO);
    return new IdleSocketWatch.Settings(
        Set.copyOf(ServerPorts.of(config).ports().values()), limit.plus(limit.dividedBy(2)));
  }

  @Produces
  @Singleton
  ManagementPort.Setting managementPort(Config config) {
    return new ManagementPort.Setting(
        ServerPorts.of(config).ports().getOrDefault(ServerPorts.MANAGEMENT, 0));
  }

  @Produces
  @Singleton
  AuditSettings.Files auditFiles(
      @ConfigProperty(name = "tidings.audit.file") Optional<String> file,
      @ConfigProperty(name = "tidings.audit.activity-file") Optional<String> activityFile,
      @ConfigProperty(name = "tidings.audit.file-bytes") ByteSize fileBytes,
      @ConfigProperty(name = "tidings.audit.files") int files) {
    return new AuditSettings.Files(
        Trimmed.text(file).map(Path::of).orElse(null),
        Trimmed.text(activityFile).map(Path::of).orElse(null),
        fileBytes.bytes(),
        files);
  }

  @Produces
  @Singleton
  AuditSettings audit(
      AuditSettings.Files files,
      @ConfigProperty(name = "tidings.audit.topic") Optional<String> topic,
      @ConfigProperty(name = "tidings.audit.refusals-per-minute-per-caller") int refusalsPerCaller,
      @ConfigProperty(name = "tidings.audit.refusals-per-minute") int refusals,
      @ConfigProperty(name = "tidings.audit.publishes") boolean publishes,
      @ConfigProperty(name = "tidings.audit.tool-calls") boolean toolCalls) {
    return new AuditSettings(
        files,
        Trimmed.text(topic).orElse(null),
        new AuditSettings.Refusals(refusalsPerCaller, refusals),
        publishes,
        toolCalls);
  }

  @Produces
  @Singleton
  HstsSettings hsts(@ConfigProperty(name = "tidings.tls.hsts-max-age") TimeSpan maxAge) {
    return new HstsSettings(maxAge.length());
  }

  @Produces
  @Singleton
  public RefusalSettings refusals(
      @ConfigProperty(name = "tidings.connection.refusal-response") String form) {
    return new RefusalSettings(
        switch (form.strip()) {
          case "stream" -> RefusalSettings.Form.STREAM;
          case "status" -> RefusalSettings.Form.STATUS;
          default ->
              throw new IllegalArgumentException(
                  "tidings.connection.refusal-response must be stream or status, but is '"
                      + form
                      + "'");
        });
  }

  @Produces
  @Singleton
  SsoCookie cookie(@ConfigProperty(name = "tidings.identity.cookie") String name) {
    return new SsoCookie(name.strip());
  }

  @Produces
  @Singleton
  TrustedOrigins origins(
      @ConfigProperty(name = "tidings.cors.origins") Optional<List<String>> origins) {
    return new TrustedOrigins(new HashSet<>(Trimmed.list(origins)));
  }

  @Produces
  @Singleton
  TrustedProxies proxies(
      @ConfigProperty(name = "tidings.trusted-proxies") Optional<List<String>> proxies) {
    return TrustedProxies.of(Trimmed.list(proxies));
  }

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

  @Produces
  @Singleton
  DatabaseSettings database(
      @ConfigProperty(name = "tidings.database.url") String url,
      @ConfigProperty(name = "tidings.database.user") Optional<String> user,
      @ConfigProperty(name = "tidings.database.password") Optional<String> password,
      @ConfigProperty(name = "tidings.database.connections") int connections,
      @ConfigProperty(name = "tidings.database.timeout") TimeSpan timeout,
      @ConfigProperty(name = "tidings.database.statement-timeout") TimeSpan statementTimeout,
      @ConfigProperty(name = "tidings.node") Optional<String> node) {
    ValueForms.requireJdbc("tidings.database.url", url.strip());
    return new DatabaseSettings(
        url.strip(),
        Trimmed.text(user).orElse(null),
        Trimmed.secret(password).orElse(null),
        connections,
        timeout.length(),
        statementTimeout.length(),
        Trimmed.text(node).orElseGet(HostName::local));
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
}
