package tidings.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes events: a CDI bean. Thread-safe.
 *
 * <pre>{@code
 * @Inject Publisher publisher;
 *
 * publisher.publish(TidingsEvent.builder("order.paid").user("alice").data(order).build());
 * }</pre>
 *
 * <p>No method blocks or throws an exception because of an event: the stage that it returns
 * completes when the log has the events, or completes with a {@link PublishException}. The thread
 * that completes it belongs to the log: do not block it.
 */
public interface Publisher {

  /** Publishes one event; see {@link #publish(List)}. */
  default CompletionStage<Receipt> publish(TidingsEvent event) {
    return publish(List.of(event));
  }

  /**
   * Publishes events in their order: all of them, or none if one of them is not valid, not
   * permitted or too large. If the log is unreachable, it may have some: repeat them with the same
   * ids.
   *
   * @param events 1 to 10,000 events
   */
  CompletionStage<Receipt> publish(List<TidingsEvent> events);

  /**
   * A publisher for the caller of the current request: it publishes what their token grants, within
   * their limits and in their name, as {@code POST /api/events} does. It may be used after the
   * request, on any thread, until the token expires or is revoked.
   *
   * <p>Without it the application itself is the publisher: it may publish every event, without
   * limits of its own.
   *
   * @throws IllegalStateException if there is no request, or its resource is open to all
   */
  Publisher asCaller();
}
