package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.runs.run.RunState;
import tidings.runs.run.Runs;
import tidings.runs.run.endpoint.RunWatchers;

/** Publishes the counters of runs at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class RunMetrics {

  private final MetricRegistry registry;
  private final Runs runs;
  private final RunWatchers watchers;

  @Inject
  public RunMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      Runs runs,
      RunWatchers watchers) {
    this.registry = registry;
    this.runs = runs;
    this.watchers = watchers;
  }

  void publish(@Observes Startup startup) {
    gauge("tidings_runs", "Runs that have not ended", runs::count);
    gauge("tidings_run_watchers", "Streams of runs", watchers::watching);
    gauge("tidings_run_tokens_total", "Tokens that models counted", runs::tokens);
    for (var state : RunState.values()) {
      if (state != RunState.RUNNING) {
        var tag = new Tag("state", state.wire());
        gauge("tidings_runs_ended_total", "Runs that have ended", () -> runs.ended(state), tag);
      }
    }
  }

  private void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    Gauges.register(registry, name, description, value, tags);
  }
}
