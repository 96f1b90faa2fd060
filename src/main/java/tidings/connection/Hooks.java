package tidings.connection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when something happens, once. Thread-safe; no lock is held while it is done.
 */
final class Hooks {

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
    hook.run();
  }

  /** It happens. Later calls do nothing. */
  void run() {
    List<Runnable> hooks;
    synchronized (this) {
      hooks = waiting;
      waiting = null;
    }
    if (hooks != null) {
      hooks.forEach(Runnable::run);
    }
  }
}
