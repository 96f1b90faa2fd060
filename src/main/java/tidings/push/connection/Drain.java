package tidings.push.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import tidings.platform.limits.ConnectionLimits;

/**
 * Drains this node in two steps. First the node reports that it is not ready and continues to
 * serve: load balancers need some seconds to notice, and until then would route a reconnecting
 * client back to this node. After the notice it refuses new streams and closes each open one with
 * its own reconnect delay. A drain cannot be undone. Thread-safe.
 */
public final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  /** By then every client that was admitted just before the drain has its stream. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

  private final Connections connections;
  private final ConnectionLimits limits;
  private final DrainSettings settings;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean draining = new AtomicBoolean();

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

  /** Whether the node drains, and therefore is not ready. */
  public boolean isDraining() {
    return draining.get();
  }

  /**
   * Starts the drain and does not wait. Later calls do nothing: a client is closed once.
   *
   * @return number of streams that are still open
   */
  public int start() {
    int open = connections.count();
    if (draining.compareAndSet(false, true)) {
      var notice = settings.notice();
      LOG.info(() -> "Draining: this node is not ready, its streams are closed in " + notice);
      schedule(this::closeAll, notice);
    }
    return open;
  }

  private void closeAll() {
    limits.shut();
    var spread = closeStreams(connections.count());
    schedule(() -> connections.shutDown(spread), SECOND_LOOK);
  }

  private void schedule(Runnable step, Duration delay) {
    if (delay.isZero()) {
      step.run();
    } else {
      var _ = timer.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration closeStreams(int open) {
    var spread = settings.spread(open);
    LOG.info(() -> "Draining: closing %d streams, spread over %s".formatted(open, spread));
    connections.shutDown(spread);
    return spread;
  }

  /** Closes every stream without notice and waits at most this long for all of them to end. */
  public void run(Duration atMost) {
    draining.set(true);
    limits.shut();
    var open = List.copyOf(connections.all());
    var gone = new CountDownLatch(open.size());
    open.forEach(connection -> connection.onFinished(gone::countDown));
    closeStreams(open.size());
    try {
      if (!gone.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warning(() -> gone.getCount() + " streams did not end within " + atMost);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
