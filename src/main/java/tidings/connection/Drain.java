package tidings.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import tidings.limits.ConnectionLimits;

/** Empties this node: nobody is let in any more, and every client is sent away. Thread-safe. */
public final class Drain {

  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  private final Connections connections;
  private final ConnectionLimits limits;

  public Drain(Connections connections, ConnectionLimits limits) {
    this.connections = connections;
    this.limits = limits;
  }

  public boolean isDraining() {
    return limits.isShut();
  }

  /** Sends everybody away and waits until they are gone, at most for this long. */
  public void run(Duration atMost) {
    limits.shut();
    var open = java.util.List.copyOf(connections.all());
    var gone = new CountDownLatch(open.size());
    LOG.info(() -> "Draining: " + open.size() + " streams are sent away");
    open.forEach(connection -> connection.onFinished(gone::countDown));
    connections.shutDown();
    try {
      if (!gone.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warning(() -> gone.getCount() + " streams did not end within " + atMost);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
