package tidings.push.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Actions that run once, when something happens. Thread-safe; no lock is held while they run. */
final class OneShotListeners {

  private static final Logger LOG = Logger.getLogger(OneShotListeners.class.getName());

  /** Guarded by this; null once it has happened. */
  private @Nullable List<Runnable> waiting = new ArrayList<>(3);

  /** Adds an action that runs when it happens; immediately if it has happened. */
  void add(Runnable hook) {
    synchronized (this) {
      if (waiting != null) {
        waiting.add(hook);
        return;
      }
    }
    run(hook);
  }

  /** Runs the actions. Later calls do nothing. */
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

  /** The failure of one action does not affect the others. */
  private static void run(Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A listener failed at the end of a stream", e);
    }
  }
}
