package tidings.push.application;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Permits one log line immediately, then one in each minute, so that a fault that repeats with
 * every event neither hides nor fills the log. Thread-safe.
 */
final class LogThrottle {

  static final Duration PAUSE = Duration.ofMinutes(1);

  private final LongSupplier nanos;
  private boolean used;
  private long last;

  /**
   * @param nanos the clock, as {@link System#nanoTime}
   */
  LogThrottle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized boolean tryAcquire() {
    long now = nanos.getAsLong();
    if (used && now - last < PAUSE.toNanos()) {
      return false;
    }
    used = true;
    last = now;
    return true;
  }
}
