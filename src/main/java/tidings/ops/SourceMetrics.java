package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.ingress.Backlogged;
import tidings.ingress.Source;
import tidings.ingress.Sources;
import tidings.log.DeadLetters;

/** Publishes the counters of the sources at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class SourceMetrics {

  private final MetricRegistry registry;
  private final Sources sources;
  private final DeadLetters deadLetters;

  @Inject
  public SourceMetrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      Sources sources,
      DeadLetters deadLetters) {
    this.registry = registry;
    this.sources = sources;
    this.deadLetters = deadLetters;
  }

  void publish(@Observes Startup startup) {
    deadLettersOf("kafka");
    for (var source : sources.all()) {
      deadLettersOf(source.name());
      publishReachability(source);
      gauge(
          "tidings_source_inputs_total",
          "Inputs that this node read from a source",
          source::ingested,
          new Tag("source", source.name()));
      if (source instanceof Backlogged backlogged) {
        backlog(backlogged);
      }
      source.waitingIn().forEach((part, count) -> waiting(source.name(), part, count));
      source.lost().forEach((reason, count) -> lost(source.name(), reason, count));
    }
  }

  private void deadLettersOf(String source) {
    gauge(
        "tidings_dead_letters_total",
        "Inputs that could not be parsed",
        () -> deadLetters.count(source),
        new Tag("source", source));
  }

  private void publishReachability(Source source) {
    var tag = new Tag("source", source.name());
    gauge(
        "tidings_source_up",
        "1 if a source is reachable, else 0",
        () -> source.error().isEmpty() ? 1 : 0,
        tag);
    gauge(
        "tidings_source_faults",
        "Parts of a source that do not work",
        () -> source.faults().size(),
        tag);
  }

  private void waiting(String source, String part, LongSupplier count) {
    gauge(
        "tidings_source_part_backlog",
        "Inputs in a part of a source that are not read yet",
        count::getAsLong,
        new Tag("source", source),
        new Tag("part", part));
  }

  private void backlog(Backlogged source) {
    var tag = new Tag("source", source.name());
    gauge(
        "tidings_source_backlog", "Inputs in a source that are not read yet", source::waiting, tag);
    gauge(
        "tidings_source_backlog_age_seconds",
        "Age of the oldest input in a source that is not read yet",
        () -> source.oldest().toMillis() / 1000.0,
        tag);
  }

  private void lost(String source, String reason, LongSupplier count) {
    gauge(
        "tidings_source_inputs_lost_total",
        "Inputs of a source that were lost before a node could read them",
        count::getAsLong,
        new Tag("source", source),
        new Tag("reason", reason));
  }

  private void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    Gauges.register(registry, name, description, value, tags);
  }
}
