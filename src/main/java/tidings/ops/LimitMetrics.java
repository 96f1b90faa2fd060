package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.ingress.PublishStreams;
import tidings.platform.http.body.BodyWaits;
import tidings.platform.limits.BodyBudget;
import tidings.platform.limits.redis.RedisLimits;
import tidings.platform.socket.IdleSocketWatch;

/** Publishes the usage of the limits at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class LimitMetrics {

  private final MetricRegistry registry;
  private final BodyBudget bodies;
  private final BodyBudget waits;
  private final PublishStreams publishStreams;
  private final IdleSocketWatch idleSockets;
  private final Audit audit;
  private final RedisLimits shared;

  @Inject
  public LimitMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      BodyBudget bodies,
      @BodyWaits BodyBudget waits,
      PublishStreams publishStreams,
      IdleSocketWatch idleSockets,
      Audit audit,
      RedisLimits shared) {
    this.registry = registry;
    this.bodies = bodies;
    this.waits = waits;
    this.publishStreams = publishStreams;
    this.idleSockets = idleSockets;
    this.audit = audit;
    this.shared = shared;
  }

  void publish(@Observes Startup startup) {
    Gauges.register(
        registry,
        "tidings_bodies_in_flight_bytes",
        "Bytes of request bodies in memory",
        bodies::used);
    Gauges.register(
        registry,
        "tidings_bodies_pending",
        "Requests whose body has not arrived completely",
        waits::used);
    Gauges.register(
        registry, "tidings_publish_streams", "Open publish streams", publishStreams::count);
    Gauges.register(
        registry,
        "tidings_publish_stream_lines_total",
        "Lines of publish streams since the start",
        publishStreams::lines);
    Gauges.register(
        registry,
        "tidings_idle_sockets_closed_total",
        "Connections closed because they carried no request",
        idleSockets::ended);
    Gauges.register(
        registry,
        "tidings_limits_shared",
        "1 if streams and rates of users are limited over all nodes now, else 0",
        () -> shared.isUp() ? 1 : 0);
    Gauges.register(
        registry,
        "tidings_audit_lost_total",
        "Lines of the audit log that could not be written",
        audit::lost);
    Gauges.register(
        registry,
        "tidings_audit_suppressed_total",
        "Refused calls above the limits of the audit log",
        audit::suppressed);
  }
}
