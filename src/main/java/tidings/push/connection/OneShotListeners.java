package tidings.push.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when something happens, once. Thread-safe; no lock is held while it is done.
 */
final class OneShotListeners {

  private static final Logger LOG = Logger.getLogger(OneShotListeners.class.getName());

  /** Guarded by this; null once it happened. */
  private @Nullable List<Runnable> waiting = new ArrayList<>(3);

  /** Does it when it happens; at once if it has happened. */
  void add(Runnable hook) {
    synchronized (this) {
      if (waiting != null) {
        waiting.add(hook);
        return;
      }
    }
    run(hook);
  }

  /** It happens. Later calls do nothing. */
  void run() {
    List<Runnable> hooks;
    synchronized (this) {
      hooks = waiting;
      waiting = null;
    }
    if (hooks != null) {
      hooks.forEach(OneShotListeners::run);
    }
  }

  /** A hook that fails fails alone: others wait for the same. */
  private static void run(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A listener failed at the end of a stream", e);
    }
  }
}
