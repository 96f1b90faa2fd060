package tidings.platform.socket;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the socket table has said of one stream's client. One thread, but for {@link #isSilent},
 * which any thread may ask.
 */
public final class Peer {

  /** What is to be done about a stream. */
  public enum Advice {
    NOTHING,
    /** Its client may have left: a write shows it. */
    PROBE,
    /** Its client has answered nothing for too long. */
    GIVE_UP
  }

  /**
   * A client that has only closed its sending side reads on, and a socket that the table does not
   * have under its ports may be there: neither is asked for ever.
   */
  private static final int MOST_PROBES = 2;

  private final long socket;
  private int probes;
  private @Nullable Instant unacknowledged;
  private volatile boolean silent;

  /**
   * @param socket its key in the table; 0 if it is not known
   */
  public Peer(long socket) {
    this.socket = socket;
  }

  /** Key of its socket in the table; 0 if it is not known. */
  public long socket() {
    return socket;
  }

  /** Whether it had not acknowledged what it was sent when the table was last read. */
  public boolean isSilent() {
    return silent;
  }

  /**
   * Takes what a reading says.
   *
   * @param state null if the table has no such socket
   * @param bound how long a client may acknowledge nothing
   */
  public Advice look(SocketTable.@Nullable State state, Instant now, Duration bound) {
    silent = state == SocketTable.State.UNACKNOWLEDGED;
    if (!silent) {
      unacknowledged = null;
    }
    return switch (state) {
      case null -> probe();
      case OPEN -> {
        probes = 0;
        yield Advice.NOTHING;
      }
      case HALF_CLOSED -> probe();
      case UNACKNOWLEDGED -> isOver(now, bound) ? Advice.GIVE_UP : Advice.NOTHING;
    };
  }

  private Advice probe() {
    return probes++ < MOST_PROBES ? Advice.PROBE : Advice.NOTHING;
  }

  private boolean isOver(Instant now, Duration bound) {
    if (unacknowledged == null) {
      unacknowledged = now;
    }
    return !now.isBefore(unacknowledged.plus(bound));
  }
}
