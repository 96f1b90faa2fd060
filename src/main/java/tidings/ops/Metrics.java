package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.ingress.Backlogged;
import tidings.ingress.Source;
import tidings.ingress.Sources;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.push.bus.ObserverQueue;
import tidings.push.bus.Observers;
import tidings.push.connection.Connection;
import tidings.push.connection.ConnectionMetrics;
import tidings.push.connection.Connections;
import tidings.push.connection.DropReason;
import tidings.push.routing.Router;
import tidings.sse.CloseReason;

/** Publishes the counters of the other packages at {@code /metrics} (MicroProfile Metrics). */
@Singleton
public class Metrics {

  private final MetricRegistry registry;
  private final Connections connections;
  private final ConnectionMetrics traffic;
  private final Router router;
  private final DeadLetters deadLetters;
  private final EventLog log;
  private final Sources sources;
  private final Observers observers;

  @Inject
  public Metrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      Connections connections,
      ConnectionMetrics traffic,
      Router router,
      DeadLetters deadLetters,
      EventLog log,
      Sources sources,
      Observers observers) {
    this.registry = registry;
    this.connections = connections;
    this.traffic = traffic;
    this.router = router;
    this.deadLetters = deadLetters;
    this.log = log;
    this.sources = sources;
    this.observers = observers;
  }

  void publish(@Observes Startup startup) {
    gauge("tidings_connections", "Open streams", connections::count);
    gauge("tidings_queue_depth", "Frames that wait in all queues", this::queued);
    gauge("tidings_queue_depth_max", "Frames that wait in the fullest queue", this::deepest);
    gauge("tidings_deliveries_total", "Frames queued for a stream", router::deliveries);
    gauge("tidings_frames_written_total", "Frames written to a browser", traffic::frames);
    gauge("tidings_frames_replayed_total", "Frames written to who came back", traffic::replayed);
    gauge("tidings_streams_lost_total", "Streams that the browser left", traffic::lost);
    for (var reason : CloseReason.values()) {
      var tag = new Tag("reason", reason.reason());
      gauge(
          "tidings_streams_closed_total",
          "Streams that the server closed",
          () -> traffic.closedFor(reason),
          tag);
    }
    for (var reason : DropReason.values()) {
      gauge(
          "tidings_dropped_total",
          "Frames given up before they were written",
          () -> traffic.droppedFor(reason),
          new Tag("reason", reason.reason()));
    }
    gauge("tidings_events_retained", "Events at hand for who comes back", router::retained);
    gauge("tidings_events_expired_total", "Events that came after their time", router::expired);
    gauge("tidings_recall_reads_total", "Reads of Kafka for who came back", log::recallReads);
    gauge("tidings_events_total", "Events that this node read from the log", log::events);
    gauge(
        "tidings_log_stale",
        "Whether this node is cut off from its log",
        () -> router.staleSince().isPresent() ? 1 : 0);
    gauge("tidings_tombstones_total", "Kafka records without an event", log::tombstones);
    gauge("tidings_duplicates_total", "Events dropped as duplicates", log::duplicates);
    observers.queues().forEach(this::observer);
    deadLettersOf("kafka");
    for (var source : sources.all()) {
      deadLettersOf(source.name());
      reach(source);
      gauge(
          "tidings_source_inputs_total",
          "Inputs that this node took from a source",
          source::taken,
          new Tag("source", source.name()));
      if (source instanceof Backlogged backlogged) {
        backlog(backlogged);
      }
      source.waitingIn().forEach((part, count) -> waiting(source.name(), part, count));
      source.lost().forEach((reason, count) -> lost(source.name(), reason, count));
    }
    var latency =
        registry.timer(
            Metadata.builder()
                .withName("tidings_ingest_to_write")
                .withDescription("From taking an event in to writing it, sampled")
                .build());
    traffic.onLatency(nanos -> latency.update(Duration.ofNanos(nanos)));
  }

  private void observer(ObserverQueue queue) {
    var tag = new Tag("observer", queue.name());
    gauge(
        "tidings_observer_queue_depth",
        "Events that wait for an observer of the application",
        queue::depth,
        tag);
    gauge(
        "tidings_observer_dropped_total",
        "Events that an observer of the application missed because its queue was full",
        queue::dropped,
        tag);
    gauge(
        "tidings_observer_failed_total",
        "Calls of an observer of the application that threw",
        queue::failed,
        tag);
  }

  private void deadLettersOf(String source) {
    gauge(
        "tidings_dead_letters_total",
        "Inputs that could not be read",
        () -> deadLetters.count(source),
        new Tag("source", source));
  }

  private void reach(Source source) {
    var tag = new Tag("source", source.name());
    gauge(
        "tidings_source_up",
        "Whether a source is in reach",
        () -> source.trouble().isEmpty() ? 1 : 0,
        tag);
    gauge(
        "tidings_source_faults",
        "Parts of a source that do not work though the rest does",
        () -> source.faults().size(),
        tag);
  }

  private void waiting(String source, String part, LongSupplier count) {
    gauge(
        "tidings_source_part_waiting",
        "Inputs that wait in a part of a source",
        count::getAsLong,
        new Tag("source", source),
        new Tag("part", part));
  }

  private void backlog(Backlogged source) {
    var tag = new Tag("source", source.name());
    gauge("tidings_source_waiting", "Inputs that wait in a source", source::waiting, tag);
    gauge(
        "tidings_source_oldest_seconds",
        "How long the oldest of them has waited",
        () -> source.oldest().toMillis() / 1000.0,
        tag);
  }

  private void lost(String source, String reason, LongSupplier count) {
    gauge(
        "tidings_source_lost_total",
        "Inputs that were lost before this node could take them from a source",
        count::getAsLong,
        new Tag("source", source),
        new Tag("reason", reason));
  }

  private void gauge(String name, String description, Supplier<Number> value, Tag... tags) {
    Gauges.register(registry, name, description, value, tags);
  }

  private long queued() {
    return connections.all().stream().mapToLong(Connection::queued).sum();
  }

  private long deepest() {
    return connections.all().stream().mapToLong(Connection::queued).max().orElse(0);
  }
}
