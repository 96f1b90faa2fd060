package tidings.platform.retry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends loops and their pauses. Thread-safe. */
public final class CloseSignal {

  private final CountDownLatch closed = new CountDownLatch(1);

  /** Ends every pause, now and later. */
  public void close() {
    closed.countDown();
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /**
   * Waits, but no longer than until it is closed.
   *
   * @return whether it is still open
   */
  public boolean await(Duration atMost) throws InterruptedException {
    return !closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Like {@link #await}, for a thread that ends when it is interrupted.
   *
   * @return whether its loop continues: it is still open, and the thread was not interrupted
   */
  public boolean pause(Duration atMost) {
    try {
      return await(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
