package tidings.push.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Checks whether the clients of streams are still connected, by writing to them. The server's API
 * does not report that a client has left: the first write to its socket is answered with a reset,
 * and the second one fails. A client that has only closed its sending side, as {@code nc} does,
 * still reads and stays connected. Thread-safe.
 */
public final class Probe {

  /** Delay of each write after the start of the probe. */
  private static final List<Duration> WRITES =
      List.of(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(300));

  /**
   * Delay until the result: by then a client that disconnected within a round trip of 200 ms is
   * detected.
   */
  static final Duration ANSWER = Duration.ofMillis(500);

  private final ScheduledExecutorService timer;

  public Probe(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /**
   * Starts a probe. Streams whose client has disconnected are ended, as {@link
   * Connection#disconnect()} does.
   *
   * @param then runs on the timer's thread when the result is known, so it must not block
   */
  public void start(Collection<Connection> streams, Runnable then) {
    for (var write : WRITES) {
      var _ = timer.schedule(() -> streams.forEach(Connection::probe), millis(write), UNIT);
    }
    var _ = timer.schedule(then, millis(ANSWER), UNIT);
  }

  private static final TimeUnit UNIT = TimeUnit.MILLISECONDS;

  private static long millis(Duration time) {
    return time.toMillis();
  }
}
