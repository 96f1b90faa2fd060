package tidings.push.routing;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import tidings.push.connection.Connection;
import tidings.sse.HeartbeatForm;

/**
 * Sends a heartbeat on each connection: the browser sees that the connection works and that its
 * cursor advances, and the server detects a vanished browser. Thread-safe.
 */
public final class Heartbeat {

  private final Router router;
  private final ScheduledExecutorService timer;
  private final Duration every;

  /**
   * @param every time between two heartbeats, jittered by a tenth
   */
  public Heartbeat(Router router, ScheduledExecutorService timer, Duration every) {
    this.router = router;
    this.timer = timer;
    this.every = every;
  }

  /** Sends heartbeats until the connection closes. */
  public void start(Connection connection, HeartbeatForm form) {
    long delay = Math.round(every.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
    var _ = timer.schedule(() -> send(connection, form), delay, TimeUnit.MILLISECONDS);
  }

  private void send(Connection connection, HeartbeatForm form) {
    if (!connection.isClosed()) {
      router.sendHeartbeat(connection, form);
      start(connection, form);
    }
  }
}
