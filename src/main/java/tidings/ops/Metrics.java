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
    gauge("tidings_queue_depth", "Frames in the queues of all streams", this::queued);
    gauge("tidings_queue_depth_max", "Frames in the fullest queue", this::deepest);
    gauge(
        "tidings_frames_queued_total", "Frames put into the queue of a stream", router::deliveries);
    gauge("tidings_frames_written_total", "Frames written to a browser", traffic::frames);
    gauge(
        "tidings_frames_replayed_total",
        "Frames written while missed events were replayed",
        traffic::replayed);
    gauge(
        "tidings_streams_disconnected_total",
        "Streams that ended because the client disconnected",
        traffic::lost);
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
          "tidings_frames_dropped_total",
          "Frames dropped before they were written",
          () -> traffic.droppedFor(reason),
          new Tag("reason", reason.reason()));
    }
    gauge("tidings_events_retained", "Events retained in memory for replay", router::retained);
    gauge(
        "tidings_events_expired_total",
        "Events that arrived after their expiry time",
        router::expired);
    gauge("tidings_replay_reads_total", "Reads of Kafka to replay missed events", log::recallReads);
    gauge("tidings_events_total", "Events that this node read from the log", log::events);
    gauge(
        "tidings_log_stale",
        "1 if this node has lost contact with its log, else 0",
        () -> router.staleSince().isPresent() ? 1 : 0);
    gauge(
        "tidings_kafka_tombstones_total",
        "Kafka records without a value, which hold no event",
        log::tombstones);
    gauge("tidings_duplicates_total", "Events dropped as duplicates", log::duplicates);
    observers.queues().forEach(this::observer);
    deadLettersOf("kafka");
    for (var source : sources.all()) {
      deadLettersOf(source.name());
      reach(source);
      gauge(
          "tidings_source_inputs_total",
          "Inputs that this node read from a source",
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
                .withDescription("Time from the ingest of an event to its write, sampled")
                .build());
    traffic.onLatency(nanos -> latency.update(Duration.ofNanos(nanos)));
  }

  private void observer(ObserverQueue queue) {
    var tag = new Tag("observer", queue.name());
    gauge(
        "tidings_observer_queue_depth",
        "Events in the queue of an observer of the application",
        queue::depth,
        tag);
    gauge(
        "tidings_observer_events_dropped_total",
        "Events that an observer of the application missed because its queue was full",
        queue::dropped,
        tag);
    gauge(
        "tidings_observer_failures_total",
        "Calls of an observer of the application that threw an exception",
        queue::failed,
        tag);
  }

  private void deadLettersOf(String source) {
    gauge(
        "tidings_dead_letters_total",
        "Inputs that could not be parsed",
        () -> deadLetters.count(source),
        new Tag("source", source));
  }

  private void reach(Source source) {
    var tag = new Tag("source", source.name());
    gauge(
        "tidings_source_up",
        "1 if a source is reachable, else 0",
        () -> source.trouble().isEmpty() ? 1 : 0,
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

  private long queued() {
    return connections.all().stream().mapToLong(Connection::queued).sum();
  }

  private long deepest() {
    return connections.all().stream().mapToLong(Connection::queued).max().orElse(0);
  }
}
