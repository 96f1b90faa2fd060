package tidings.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import tidings.log.EventLog;
import tidings.push.application.ObserverQueue;
import tidings.push.application.ObserverQueues;
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
  private final ConnectionMetrics metrics;
  private final Router router;
  private final EventLog log;
  private final ObserverQueues observers;

  @Inject
  public Metrics(
      @RegistryScope(scope = MetricRegistry.APPLICATION_SCOPE) MetricRegistry registry,
      Connections connections,
      ConnectionMetrics metrics,
      Router router,
      EventLog log,
      ObserverQueues observers) {
    this.registry = registry;
    this.connections = connections;
    this.metrics = metrics;
    this.router = router;
    this.log = log;
    this.observers = observers;
  }

  void publish(@Observes Startup startup) {
    gauge("tidings_connections", "Open streams", connections::count);
    gauge("tidings_queue_depth", "Frames in the queues of all streams", this::queued);
    gauge("tidings_queue_depth_max", "Frames in the fullest queue", this::deepest);
    gauge(
        "tidings_frames_queued_total", "Frames put into the queue of a stream", router::deliveries);
    gauge("tidings_frames_written_total", "Frames written to a browser", metrics::frames);
    gauge(
        "tidings_frames_replayed_total",
        "Frames written while missed events were replayed",
        metrics::replayed);
    gauge(
        "tidings_streams_disconnected_total",
        "Streams that ended because the client disconnected",
        metrics::lost);
    for (var reason : CloseReason.values()) {
      var tag = new Tag("reason", reason.reason());
      gauge(
          "tidings_streams_closed_total",
          "Streams that the server closed",
          () -> metrics.closedFor(reason),
          tag);
    }
    for (var reason : DropReason.values()) {
      gauge(
          "tidings_frames_dropped_total",
          "Frames dropped before they were written",
          () -> metrics.droppedFor(reason),
          new Tag("reason", reason.reason()));
    }
    gauge("tidings_events_retained", "Events retained in memory for replay", router::retained);
    gauge(
        "tidings_events_expired_total",
        "Events that arrived after their expiry time",
        router::expired);
    gauge("tidings_replay_reads_total", "Reads of Kafka to replay missed events", log::replayReads);
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
    var latency =
        registry.timer(
            Metadata.builder()
                .withName("tidings_ingest_to_write")
                .withDescription("Time from the ingest of an event to its write, sampled")
                .build());
    metrics.onLatency(nanos -> latency.update(Duration.ofNanos(nanos)));
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
