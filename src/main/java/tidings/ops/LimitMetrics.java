package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.platform.http.body.BodyWaits;
import tidings.platform.limits.BodyBudget;
import tidings.platform.socket.IdleSocketWatch;

/** Publishes how much of the limits is used up at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class LimitMetrics {

  private final MetricRegistry registry;
  private final BodyBudget bodies;
  private final BodyBudget waits;
  private final IdleSocketWatch idleSockets;
  private final Audit audit;

  @Inject
  public LimitMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      BodyBudget bodies,
      @BodyWaits BodyBudget waits,
      IdleSocketWatch idleSockets,
      Audit audit) {
    this.registry = registry;
    this.bodies = bodies;
    this.waits = waits;
    this.idleSockets = idleSockets;
    this.audit = audit;
  }

  void publish(@Observes Startup startup) {
    Gauges.register(
        registry, "tidings_bodies_bytes", "Bytes of bodies that are being handled", bodies::used);
    Gauges.register(
        registry,
        "tidings_bodies_waiting",
        "Requests whose bodies have not arrived in full",
        waits::used);
    Gauges.register(
        registry,
        "tidings_idle_sockets_ended_total",
        "Connections that were ended because no request came over them",
        idleSockets::ended);
    Gauges.register(
        registry,
        "tidings_audit_lost_total",
        "Lines of the audit log that could not be written",
        audit::lost);
    Gauges.register(
        registry,
        "tidings_audit_suppressed_total",
        "Refused calls that were too many to be written to the audit log",
        audit::suppressed);
  }
}
