package tidings.push.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;
import tidings.sse.CloseReason;

/**
 * Moves the clients of a node that is cut off from its log to other nodes, as long as the load
 * balancer routes them there. Why it does so step by step: {@code src/docs/adr}.
 *
 * <p>A few streams are closed first. If no stream opens here while their clients reconnect, four
 * times as many follow, and so on. If one opens here, the load balancer has no better node: the
 * rest stays for the drain's notice, and then a few are tried again. A stream that opened after the
 * node was cut off is never closed, so that a client moves once. Not thread-safe.
 */
public final class Relocation {

  private static final Logger LOG = Logger.getLogger(Relocation.class.getName());

  /** Number of streams that are closed first. */
  static final int FIRST = 3;

  private static final int GROWTH = 4;

  /** Duration of a reconnect without the delay that the server asks for. */
  private static final Duration TRAVEL = Duration.ofSeconds(2);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Connections connections;
  private final DrainSettings settings;
  private final Duration reconnectTime;

  private Deque<Connection> waiting = new ArrayDeque<>();
  private Instant next = Instant.MIN;
  private long opened;
  private int size;

  /** Streams of the current group that are still to be closed. */
  private int left;

  /** Whether streams were closed since one last opened here. */
  private boolean tried;

  /**
   * @param settings how many connections per second the other nodes accept, and how long a load
   *     balancer may need to notice that this node is not ready
   * @param retry the delay before a reconnect that the server asks for
   */
  public Relocation(Connections connections, DrainSettings settings, Duration retry) {
    this.connections = connections;
    this.settings = settings;
    reconnectTime = retry.plus(TRAVEL);
  }

  /**
   * Starts to move the open streams.
   *
   * @param openedBefore a stream that opened later stays: its client may come from a node that
   *     noticed earlier that it is cut off, too
   */
  public void begin(Instant openedBefore, Instant now) {
    waiting = new ArrayDeque<>();
    for (var connection : connections.all()) {
      if (connection.openedAt().isBefore(openedBefore)) {
        waiting.add(connection);
      }
    }
    opened = connections.opened();
    next = now;
    size = FIRST;
    left = FIRST;
    tried = false;
  }

  /** Stops: the streams that are still open stay. */
  public void end() {
    waiting.clear();
  }

  /** Closes the streams that are due. To be called several times a second. */
  public void step(Instant now) {
    long count = connections.opened();
    if (count != opened) {
      opened = count;
      pause(now);
    } else if (!now.isBefore(next)) {
      closeSome(now);
    }
  }

  private void pause(Instant now) {
    if (tried && !waiting.isEmpty()) {
      LOG.info(
          () ->
              "A stream opened on this node while others were moved; the remaining %d stay for %s"
                  .formatted(waiting.size(), settings.notice()));
    }
    var pause = now.plus(tried ? settings.notice() : reconnectTime);
    next = pause.isAfter(next) ? pause : next;
    size = FIRST;
    left = FIRST;
    tried = false;
  }

  private void closeSome(Instant now) {
    int closed = 0;
    for (int most = Math.min(left, settings.acceptRate()); closed < most; ) {
      var connection = waiting.poll();
      if (connection == null) {
        break;
      }
      if (!connection.isClosed()) {
        connection.close(
            CloseReason.STALE, ThreadLocalRandom.current().nextLong(SECOND.toMillis()));
        closed++;
      }
    }
    if (closed == 0) {
      return;
    }
    tried = true;
    left -= closed;
    next = now.plus(SECOND);
    if (left == 0) {
      next = next.plus(reconnectTime);
      size = Math.min(size, Integer.MAX_VALUE / GROWTH) * GROWTH;
      left = size;
    }
  }
}
