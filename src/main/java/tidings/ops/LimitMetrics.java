package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.limits.BodyBudget;

/** Publishes how much of the limits is used up at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class LimitMetrics {

  private final MetricRegistry registry;
  private final BodyBudget bodies;

  @Inject
  public LimitMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      BodyBudget bodies) {
    this.registry = registry;
    this.bodies = bodies;
  }

  void publish(@Observes Startup startup) {
    Gauges.register(
        registry, "tidings_bodies_bytes", "Bytes of bodies that are being handled", bodies::used);
  }
}
