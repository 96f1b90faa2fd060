package tidings.api;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the connections of this node at this moment: a CDI bean. Thread-safe.
 *
 * <pre>{@code
 * @Inject Broadcaster broadcaster;
 *
 * broadcaster.toAll().broadcast(broadcaster.newEvent("maintenance", "in five minutes"));
 * }</pre>
 *
 * <p>A broadcast reaches the streams, and the polls that wait, of the callers that are connected to
 * this node when it is sent. It is not in the log: no other node sends it, no client that is just
 * reconnecting receives it later, and neither a grant nor a filter of a subscription applies. Its
 * event has no id, so that it moves no cursor. Publish an event where that matters: {@link
 * Publisher}.
 *
 * <p>A broadcast is encoded once and queued for each connection, which never waits. A connection
 * whose queue is full drops it like any other event.
 */
public interface Broadcaster {

  /** A broadcaster to every connection of this node; see {@link #to}. */
  default SseBroadcaster toAll() {
    return to(_ -> true);
  }

  /**
   * A broadcaster to the connections of this node that match at each broadcast; those need not be
   * registered. Other sinks may be {@linkplain SseBroadcaster#register registered} beside them. Its
   * stage completes when the event is queued. Closing it ends the registered sinks and no
   * connection.
   *
   * @param which called once for each connection and broadcast, on the thread of the broadcast
   */
  SseBroadcaster to(Predicate<? super Subscriber> which);

  /**
   * An event for a bean that has no {@link jakarta.ws.rs.sse.Sse}, such as a timer. Events of any
   * {@code Sse} may be broadcast, too.
   *
   * @param name the name of the event, for which a browser listens
   * @param data its data: text unchanged, anything else as JSON (by JSON-B); null for none
   */
  OutboundSseEvent newEvent(String name, @Nullable Object data);
}
