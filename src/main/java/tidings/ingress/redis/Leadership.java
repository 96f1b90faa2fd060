package tidings.ingress.redis;

import java.time.Duration;

/** Whether it is this node that takes something. Thread-safe. */
interface Leadership {

  /** Whether this node may take, now. */
  boolean held();

  /** Waits until it may, but for no longer than this; answers whether it may. */
  boolean awaitHeld(Duration atMost) throws InterruptedException;

  /** Of a node that shares its log with nobody: always. */
  Leadership ALWAYS =
      new Leadership() {
        @Override
        public boolean held() {
          return true;
        }

        @Override
        public boolean awaitHeld(Duration atMost) {
          return true;
        }
      };
}
