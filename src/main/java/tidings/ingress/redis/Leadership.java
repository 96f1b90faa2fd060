package tidings.ingress.redis;

import java.time.Duration;

/** Whether this node reads something. Thread-safe. */
interface Leadership {

  /** Whether this node may read now. */
  boolean isHeld();

  /** Waits until it may, but no longer than this; returns whether it may. */
  boolean awaitHeld(Duration atMost) throws InterruptedException;

  /** Of a node that shares its log with no other: always. */
  Leadership ALWAYS =
      new Leadership() {
        @Override
        public boolean isHeld() {
          return true;
        }

        @Override
        public boolean awaitHeld(Duration atMost) {
          return true;
        }
      };
}
