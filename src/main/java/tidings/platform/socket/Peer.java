package tidings.platform.socket;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one stream's client in the socket table. One thread, except for {@link
 * #isUnacknowledged}, which any thread may call.
 */
public final class Peer {

  /** The advice for a stream. */
  public enum Advice {
    NOTHING,
    /** Its client may have disconnected: a write shows it. */
    PROBE,
    /** Its client has acknowledged nothing for too long. */
    CLOSE
  }

  /**
   * A client that has only closed its sending side still reads, and a socket that is missing under
   * its ports may exist: neither is probed for ever.
   */
  private static final int MOST_PROBES = 2;

  private final long socket;
  private int probes;
  private @Nullable Instant unacknowledgedSince;
  private volatile boolean hasUnacknowledged;

  /**
   * @param socket its key in the table; 0 if it is unknown
   */
  public Peer(long socket) {
    this.socket = socket;
  }

  /** Key of its socket in the table; 0 if it is unknown. */
  public long socket() {
    return socket;
  }

  /** Whether sent data was unacknowledged at the last reading of the table. */
  public boolean isUnacknowledged() {
    return hasUnacknowledged;
  }

  /**
   * Evaluates a reading.
   *
   * @param state null if the table has no such socket
   * @param limit maximum time without an acknowledgement
   */
  public Advice evaluate(SocketTable.@Nullable State state, Instant now, Duration limit) {
    hasUnacknowledged = state == SocketTable.State.UNACKNOWLEDGED;
    if (!hasUnacknowledged) {
      unacknowledgedSince = null;
    }
    return switch (state) {
      case null -> probe();
      case OPEN -> {
        probes = 0;
        yield Advice.NOTHING;
      }
      case HALF_CLOSED -> probe();
      case UNACKNOWLEDGED -> isOver(now, limit) ? Advice.CLOSE : Advice.NOTHING;
    };
  }

  private Advice probe() {
    return probes++ < MOST_PROBES ? Advice.PROBE : Advice.NOTHING;
  }

  private boolean isOver(Instant now, Duration limit) {
    if (unacknowledgedSince == null) {
      unacknowledgedSince = now;
    }
    return !now.isBefore(unacknowledgedSince.plus(limit));
  }
}
