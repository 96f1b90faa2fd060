package tidings.platform.retry;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How long to pause after a failure: twice as long after each, up to a limit, less a random part of
 * up to a half, so that nodes that failed together do not retry together. Immutable.
 *
 * @param first upper limit of the first pause
 * @param longest upper limit of any pause
 */
public record RetryPolicy(Duration first, Duration longest) {

  public RetryPolicy {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first pause must be positive and not longer than the longest, but they are %s and %s"
              .formatted(first, longest));
    }
  }

  /** A pause that does not grow. */
  public static RetryPolicy steady(Duration pause) {
    return new RetryPolicy(pause, pause);
  }

  /** The back-off of one loop, or of one call. */
  public BackOff backOff() {
    return backOff(new SplittableRandom());
  }

  /**
   * The back-off of one loop, or of one call.
   *
   * @param random source of the random part
   */
  public BackOff backOff(RandomGenerator random) {
    return new BackOff(this, random);
  }
}
