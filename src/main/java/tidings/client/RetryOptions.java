package tidings.client;

import java.time.Duration;

/**
 * The back-off between attempts. Each wait is random, from 0 to a limit that doubles with each
 * further failure. A wait that the server asks for ({@code Retry-After}) comes on top.
 *
 * @param initialDelay limit of the first wait; the server's {@code retry:} replaces it for
 *     subscriptions
 * @param maxDelay the largest limit
 * @param maxAttempts consecutive failures after which a subscription has failed, or an event is
 *     returned to its publisher
 * @param resetAfter a stream that was open for this long resets the limit
 */
public record RetryOptions(
    Duration initialDelay, Duration maxDelay, int maxAttempts, Duration resetAfter) {

  /** 1 s, doubled up to 30 s, without a limit of attempts; an open stream of 5 s resets it. */
  public static final RetryOptions DEFAULT =
      new RetryOptions(
          Duration.ofSeconds(1), Duration.ofSeconds(30), Integer.MAX_VALUE, Duration.ofSeconds(5));

  /** The shortest limit, also for a server that sends {@code retry: 0}. */
  private static final Duration MIN_DELAY = Duration.ofMillis(100);

  private static final int MOST_DOUBLINGS = 30;

  /** Checks the options. */
  public RetryOptions {
    if (initialDelay.isNegative() || maxDelay.compareTo(initialDelay) < 0) {
      throw new IllegalArgumentException(
          "initialDelay must be 0 or more and at most maxDelay, but they are %s and %s"
              .formatted(initialDelay, maxDelay));
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be positive, but is " + maxAttempts);
    }
    if (resetAfter.isNegative()) {
      throw new IllegalArgumentException("resetAfter must not be negative, but is " + resetAfter);
    }
  }

  /** The same with another limit of the first wait. */
  public RetryOptions withInitialDelay(Duration delay) {
    var longest = delay.compareTo(maxDelay) > 0 ? delay : maxDelay;
    return new RetryOptions(delay, longest, maxAttempts, resetAfter);
  }

  /** The same with another largest limit. */
  public RetryOptions withMaxDelay(Duration delay) {
    return new RetryOptions(initialDelay, delay, maxAttempts, resetAfter);
  }

  /** The same with another number of attempts. */
  public RetryOptions withMaxAttempts(int attempts) {
    return new RetryOptions(initialDelay, maxDelay, attempts, resetAfter);
  }

  /**
   * The limit of the wait after a failure.
   *
   * @param failures consecutive failures, from 1
   * @param base limit of the first wait
   */
  Duration limit(int failures, Duration base) {
    // maxDelay limits only the growth: a server may ask for a longer delay.
    var first = base.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : base;
    var longest = maxDelay.compareTo(first) < 0 ? first : maxDelay;
    var grown = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return grown.compareTo(longest) < 0 ? grown : longest;
  }
}
