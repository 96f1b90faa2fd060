package tidings.push.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks whether the clients of streams are still there, by writing to them. The server's API says
 * nothing of a client that left: the first write to its socket is answered with a reset, and the
 * second one fails. A client that has only closed its sending side, as {@code nc} does, still reads
 * and stays. Thread-safe.
 */
public final class Probe {

  /** When each write is made, after the question. */
  private static final List<Duration> WRITES =
      List.of(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(300));

  /** When the answer is there: who has left within a round trip of 200 ms is known by then. */
  static final Duration ANSWER = Duration.ofMillis(500);

  private final ScheduledExecutorService timer;

  public Probe(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /**
   * Asks. Streams whose client has left are ended, as {@link Connection#lost()} does.
   *
   * @param then runs on the timer's thread when the answer is there, so it must not block
   */
  public void ask(Collection<Connection> streams, Runnable then) {
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
