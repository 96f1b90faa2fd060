package tidings.platform.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The pauses of one loop, or of one call, under its {@link RetryPolicy}. One thread. */
public final class BackOff {

  private final RetryPolicy policy;
  private final RandomGenerator random;
  private Duration limit;
  private boolean failed;

  BackOff(RetryPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
    limit = policy.first();
  }

  /** Whether the last attempt has failed. */
  public boolean hasFailed() {
    return failed;
  }

  /** The attempt has succeeded: the next pause is short again. */
  public void succeeded() {
    failed = false;
    limit = policy.first();
  }

  /** The attempt has failed: the pause before the next one. */
  public Duration next() {
    long nanos = limit.toNanos();
    failed = true;
    limit = min(limit.multipliedBy(2), policy.longest());
    return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
