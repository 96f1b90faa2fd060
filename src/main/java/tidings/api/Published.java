package tidings.api;

/**
 * An event that is in the log. An application observes every event of every source:
 *
 * <pre>{@code
 * void on(@Observes Published published) { … }
 * }</pre>
 *
 * <p>Each node calls each observer method once for each event, in log order, after it has handed
 * the event to the connections of the browsers. An observer method has a queue and a thread of its
 * own, with a request context: it may wait and may throw, and neither delays nor loses the event
 * for a browser or for another observer. If its queue is full ({@code
 * tidings.observers.queue-events}, {@code tidings.observers.queue-bytes}), it misses the newest
 * events. Missed events and exceptions are counted for each method ({@code
 * tidings_observer_events_dropped_total}, {@code tidings_observer_failures_total}) and logged once
 * a minute.
 *
 * <p>It misses the events that are published while the node is stopped, and those that wait in its
 * queue when it stops. Read Kafka itself where an application may miss nothing.
 *
 * <p>Thread-safe.
 */
public interface Published {

  /** The event. */
  TidingsEvent event();

  /**
   * The position behind the event in the log: a {@code Last-Event-ID} with which a client receives
   * what follows. Opaque.
   */
  String cursor();

  /**
   * Who published it, as the server determined: {@code user:} and the user, {@code application} for
   * this application, {@code kafka:}, {@code redis:} or {@code postgres:} and the name of the
   * source, {@code tidings} for the server itself.
   */
  String publisher();
}
