package tidings.push.connection;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The id of a {@code tidings.close} after which a client must not reconnect. A plain {@code
 * EventSource} does not read the event and reconnects, with this id as its {@code Last-Event-ID}:
 * any node then answers {@code 204}, which by the standard stops it.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#server-sent-events-intro">
 *     HTML, section 9.2.1: an answer of 204 stops a client from reconnecting</a>
 */
public final class StopId {

  /** How long a client with this id must stop: later its reconnects are served again. */
  public static final Duration LIFE = Duration.ofMinutes(10);

  private static final String PREFIX = "closed-";

  private StopId() {}

  static String of(Instant closed) {
    return PREFIX + closed.plus(LIFE).getEpochSecond();
  }

  /** Whether a client that reconnects with this id must stop. */
  public static boolean stops(@Nullable String lastEventId, Instant now) {
    if (lastEventId == null || !lastEventId.matches(PREFIX + "[0-9]{1,12}")) {
      return false;
    }
    var until = Instant.ofEpochSecond(Long.parseLong(lastEventId.substring(PREFIX.length())));
    return now.isBefore(until) && until.isBefore(now.plus(LIFE).plusSeconds(1));
  }
}
