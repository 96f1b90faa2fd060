package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import tidings.ingress.Sources;
import tidings.log.EventLog;
import tidings.log.SharedTable;
import tidings.platform.limits.ConnectionLimits;
import tidings.push.connection.Drain;
import tidings.push.routing.Router;

/**
 * The health checks for the orchestrator (MicroProfile Health). Ready: events flow, the node is not
 * draining, and it has capacity. Liveness depends on none of these, because a restart would not
 * restore Kafka, but on the thread that reads the log: only a restart can restore that.
 */
@Singleton
public class Health {

  private final EventLog log;
  private final Router router;
  private final Sources sources;
  private final SharedTable revoked;
  private final Drain drain;
  private final ConnectionLimits limits;
  private volatile boolean started;

  @Inject
  public Health(
      EventLog log,
      Router router,
      Sources sources,
      SharedTable revoked,
      Drain drain,
      ConnectionLimits limits) {
    this.log = log;
    this.router = router;
    this.sources = sources;
    this.revoked = revoked;
    this.drain = drain;
    this.limits = limits;
  }

  void start(@Observes Startup startup) {
    started = true;
  }

  @Produces
  @Singleton
  @org.eclipse.microprofile.health.Startup
  HealthCheck started() {
    return () -> HealthCheckResponse.named("application").status(started).build();
  }

  @Produces
  @Singleton
  @Liveness
  HealthCheck live() {
    return () -> HealthCheckResponse.named("process").status(!log.isBroken()).build();
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck log() {
    return () -> {
      var error = log.error();
      var stale = router.staleSince();
      var answer = HealthCheckResponse.named("log").status(error.isEmpty() && stale.isEmpty());
      error.ifPresent(reason -> answer.withData("error", reason));
      stale.ifPresent(since -> answer.withData("stale", since.toString()));
      log.faults().forEach(answer::withData);
      return answer.build();
    };
  }

  /**
   * Only this check reports an unreachable source; the configuration decides whether the node is
   * then taken out of rotation. A fault of one stream affects nothing else, and is reported as
   * data.
   */
  @Produces
  @Singleton
  @Readiness
  HealthCheck sources() {
    return () -> {
      var answer = HealthCheckResponse.named("sources").up();
      for (var source : sources.all()) {
        var error = source.error();
        answer.withData(source.name(), error.orElse("connected"));
        source.faults().forEach((part, why) -> answer.withData(source.name() + " " + part, why));
        if (error.isPresent() && sources.required()) {
          answer.down();
        }
      }
      return answer.build();
    };
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck revocations() {
    return () -> {
      var error = revoked.error();
      var answer = HealthCheckResponse.named("revocations").status(error.isEmpty());
      error.ifPresent(reason -> answer.withData("error", reason));
      return answer.build();
    };
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck capacity() {
    return () ->
        HealthCheckResponse.named("capacity")
            .status(!limits.isFull() && !drain.isDraining())
            .withData("connections", limits.total())
            .withData("draining", drain.isDraining())
            .build();
  }
}
