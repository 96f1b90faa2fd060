package tidings.app;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import tidings.app.configuration.Features;
import tidings.event.codec.EventReader;
import tidings.event.codec.Ingress;
import tidings.ingress.PublishBytes;
import tidings.ingress.PublishRate;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.SharedTable;
import tidings.log.kafka.KafkaLog;
import tidings.log.kafka.KafkaTable;
import tidings.log.memory.FileTable;
import tidings.log.memory.MemoryLog;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.http.authentication.RequestRate;
import tidings.platform.http.body.BodySettings;
import tidings.platform.http.body.BodyWaits;
import tidings.platform.limits.BodyBudget;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.limits.LimitSettings;
import tidings.platform.limits.PatternLimit;
import tidings.platform.limits.RateLimit;
import tidings.platform.limits.RateSettings;
import tidings.platform.limits.ReadLimits;
import tidings.platform.limits.RequestRateSettings;
import tidings.platform.limits.SharedAllowances;
import tidings.platform.limits.SharedStreams;
import tidings.platform.security.Revocation;
import tidings.platform.security.Revocations;
import tidings.platform.security.Tickets;
import tidings.platform.socket.DepartureSettings;
import tidings.platform.socket.IdleSocketWatch;
import tidings.platform.socket.RequestsInProgress;
import tidings.platform.socket.SocketTable;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.Connections;
import tidings.push.connection.DisconnectWatch;
import tidings.push.connection.Drain;
import tidings.push.connection.DrainSettings;
import tidings.push.connection.Relocation;
import tidings.push.endpoint.ChangeRate;
import tidings.push.endpoint.ConnectRate;
import tidings.push.routing.Heartbeat;
import tidings.push.routing.Router;
import tidings.push.routing.Staleness;
import tidings.runs.conversation.store.Database;
import tidings.runs.conversation.store.RevocationTable;

/** Creates the beans whose classes are not beans themselves, once for the application. */
public class Wiring {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  ScheduledExecutorService timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("tidings-timer").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  void stop(@Disposes ScheduledExecutorService timer) {
    timer.shutdownNow();
  }

  @Produces
  @Singleton
  DeadLetters deadLetters(EventLog log) {
    return log.deadLetters();
  }

  @Produces
  @Singleton
  EventLog log(LogSettings settings, LogKindSettings kind) {
    return kind.isKafka() ? new KafkaLog(settings) : new MemoryLog(settings);
  }

  @Produces
  @Singleton
  Features features(Config config) {
    return Features.of(config);
  }

  /** Revocations, shared by all nodes of a log; they survive restarts. */
  @Produces
  @Singleton
  SharedTable revoked(
      LogSettings settings,
      LogKindSettings kind,
      @ConfigProperty(name = "tidings.kafka.revocations-topic") String topic,
      @ConfigProperty(name = "tidings.data") Path data,
      Instance<Database> database,
      Features features,
      Clock clock) {
    Predicate<String> isOver = until -> Revocation.isOver(until, clock.instant());
    if (kind.isKafka()) {
      return new KafkaTable(settings.kafka(), topic.strip());
    }
    return features.has(Features.Feature.RUNS)
        ? new RevocationTable(database.get(), isOver)
        : new FileTable(data.resolve("revocations"), isOver);
  }

  void stop(@Disposes SharedTable table) {
    table.close();
  }

  @Produces
  @Singleton
  Revocations revocations(
      Clock clock, @ConfigProperty(name = "tidings.limits.revocations") int max) {
    return new Revocations(clock, max);
  }

  void follow(
      @Observes Startup startup,
      Revocations revocations,
      SharedTable table,
      Connections connections) {
    revocations.onRevoked(connections::revoke);
    table.follow(revocations::apply);
  }

  void stop(@Disposes EventLog log) {
    log.close();
  }

  @Produces
  @Singleton
  EventReader httpEvents(
      LogSettings settings,
      @ConfigProperty(name = "tidings.limits.request-events") int requestEvents) {
    return new EventReader(
        Ingress.of("tidings:http", () -> UUID.randomUUID().toString(), settings.maxDataBytes()),
        requestEvents);
  }

  @Produces
  @Singleton
  Tickets tickets(Clock clock) {
    return new Tickets(clock, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  ConnectionLimits connectionLimits(LimitSettings settings, SharedStreams shared) {
    return new ConnectionLimits(settings, shared);
  }

  @Produces
  @Singleton
  BodyBudget bodyBudget(BodySettings settings) {
    var memory = settings.memory();
    return new BodyBudget(BodyBudget.Unit.BYTES, memory.perUser(), memory.total());
  }

  @Produces
  @Singleton
  @BodyWaits
  BodyBudget bodyWaits(BodySettings settings) {
    var waits = settings.waits();
    return new BodyBudget(BodyBudget.Unit.WAITS, waits.perUser(), waits.total());
  }

  @Produces
  @Singleton
  @PublishRate
  RateLimit publishRate(RateSettings settings, SharedAllowances shared) {
    return new RateLimit("events", settings.publishRate(), TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @Produces
  @Singleton
  @PublishBytes
  RateLimit publishBytes(RateSettings settings, SharedAllowances shared) {
    return new RateLimit("bytes", settings.publishBytes(), TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @Produces
  @Singleton
  @ConnectRate
  RateLimit connectRate(RateSettings settings, SharedAllowances shared) {
    return new RateLimit(
        "subscriptions", settings.connectRate(), TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @Produces
  @Singleton
  @ChangeRate
  RateLimit changeRate(RateSettings settings, SharedAllowances shared) {
    return new RateLimit(
        "changes of subscriptions", settings.changeRate(), TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @Produces
  @Singleton
  @RequestRate
  RateLimit requestRate(RequestRateSettings settings, SharedAllowances shared) {
    return new RateLimit("requests", settings.perSecond(), TimeMeter.SYSTEM_NANOTIME, shared);
  }

  @Produces
  @Singleton
  ReadLimits readLimits(DatabaseSettings settings) {
    return ReadLimits.of(settings.connections(), settings.timeout());
  }

  @Produces
  @Singleton
  PatternLimit patternLimit(LimitSettings settings) {
    return new PatternLimit(settings.patternsPerUser());
  }

  @Produces
  @Singleton
  Heartbeat heartbeat(Router router, ScheduledExecutorService timer, ConnectionSettings settings) {
    return new Heartbeat(router, timer, settings.heartbeat());
  }

  void watch(
      @Observes Startup startup,
      Connections connections,
      DepartureSettings settings,
      ScheduledExecutorService timer,
      Clock clock) {
    new DisconnectWatch(connections, new SocketTable(), settings, timer, clock).start();
  }

  @Produces
  @Singleton
  Relocation relocation(Connections connections, DrainSettings drain, ConnectionSettings streams) {
    return new Relocation(connections, drain, streams.retry());
  }

  void watch(
      @Observes Startup startup,
      EventLog log,
      Router router,
      Relocation relocation,
      Staleness.Settings settings,
      ScheduledExecutorService timer,
      Clock clock) {
    new Staleness(log, router, relocation, settings, timer, clock).start();
  }

  @Produces
  @Singleton
  IdleSocketWatch idleSockets(IdleSocketWatch.Settings settings, RequestsInProgress requests) {
    return new IdleSocketWatch(settings, requests);
  }

  void watch(
      @Observes Startup startup, IdleSocketWatch idleSockets, ScheduledExecutorService timer) {
    idleSockets.start(timer);
  }

  @Produces
  @Singleton
  Drain drain(
      Connections connections,
      ConnectionLimits limits,
      DrainSettings settings,
      ScheduledExecutorService timer) {
    return new Drain(connections, limits, settings, timer);
  }
}
