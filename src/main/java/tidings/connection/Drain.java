package tidings.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import tidings.limits.ConnectionLimits;

/**
 * Empties this node: nobody is let in any more, and every client is sent away, to come back to
 * another node at a moment of its own. There is no way back. Thread-safe.
 */
public final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  /** Whoever was let in just before has its stream by then. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

  private final Connections connections;
  private final ConnectionLimits limits;
  private final DrainSettings settings;
  private final ScheduledExecutorService timer;

  public Drain(
      Connections connections,
      ConnectionLimits limits,
      DrainSettings settings,
      ScheduledExecutorService timer) {
    this.connections = connections;
    this.limits = limits;
    this.settings = settings;
    this.timer = timer;
  }

  public boolean isDraining() {
    return limits.isShut();
  }

  /**
   * Sends everybody away and does not wait. To be called as often as one likes: a client is sent
   * away once.
   *
   * @return how many streams are still open
   */
  public int start() {
    limits.shut();
    int open = connections.count();
    var spread = sendAway(open);
    var _ =
        timer.schedule(
            () -> connections.shutDown(spread), SECOND_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return open;
  }

  private Duration sendAway(int open) {
    var spread = settings.spread(open);
    LOG.info(() -> "Draining: %d streams are sent away, spread over %s".formatted(open, spread));
    connections.shutDown(spread);
    return spread;
  }

  /** Sends everybody away and waits until they are gone, at most for this long. */
  public void run(Duration atMost) {
    limits.shut();
    var open = List.copyOf(connections.all());
    var gone = new CountDownLatch(open.size());
    open.forEach(connection -> connection.onFinished(gone::countDown));
    sendAway(open.size());
    try {
      if (!gone.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warning(() -> gone.getCount() + " streams did not end within " + atMost);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
