package tidings.push.routing;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import tidings.push.connection.Connection;
import tidings.sse.HeartbeatForm;

/**
 * Beats for each connection, so that its browser knows it lives, its place moves on, and a browser
 * that vanished is found. Thread-safe.
 */
public final class Heartbeat {

  private final Router router;
  private final ScheduledExecutorService timer;
  private final Duration every;

  /**
   * @param every between two beats, jittered by a tenth
   */
  public Heartbeat(Router router, ScheduledExecutorService timer, Duration every) {
    this.router = router;
    this.timer = timer;
    this.every = every;
  }

  /** Beats until the connection closes. */
  public void start(Connection connection, HeartbeatForm form) {
    long delay = Math.round(every.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
    var _ = timer.schedule(() -> beat(connection, form), delay, TimeUnit.MILLISECONDS);
  }

  private void beat(Connection connection, HeartbeatForm form) {
    if (!connection.isClosed()) {
      router.beat(connection, form);
      start(connection, form);
    }
  }
}
