package tidings.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A rate limit for each caller, with a burst of one second's worth. Thread-safe. */
public final class RateLimit {

  /** Bucket4j refills at most one token per nanosecond. */
  private static final int FASTEST_REFILL = 1_000_000_000;

  /**
   * Maximum number of callers of the last minute whose use is tracked; any further caller starts
   * with a full allowance.
   */
  static final int MAX_CALLERS = 100_000;

  private final String what;
  private final int perSecond;
  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MAX_CALLERS)
          .expireAfterAccess(Duration.ofMinutes(1))
          .build();

  /**
   * @param what named in the rejection, in plural
   * @param perSecond allowance of each caller
   */
  public RateLimit(String what, int perSecond, TimeMeter clock) {
    this.what = what;
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /**
   * Takes from the caller's allowance.
   *
   * @throws OverLimitException if it is used up, or if {@code count} is more than a second's worth
   */
  public void acquire(String caller, int count) {
    if (count == 0) {
      return; // an empty batch; the bucket does not accept 0
    }
    if (count > perSecond) {
      throw OverLimitException.byCaller(
          Duration.ofSeconds(1),
          "%d %s at once are more than the %d a second allowed".formatted(count, what, perSecond));
    }
    var probe = buckets.get(caller, _ -> bucket()).tryConsumeAndReturnRemaining(count);
    if (!probe.isConsumed()) {
      throw OverLimitException.byCaller(
          Duration.ofNanos(probe.getNanosToWaitForRefill()),
          "more than %d %s a second".formatted(perSecond, what));
    }
  }

  /** Number of tracked callers, approximately. */
  long callers() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(perSecond)
                    .refillGreedy(Math.min(perSecond, FASTEST_REFILL), Duration.ofSeconds(1)))
        .withCustomTimePrecision(clock)
        .build();
  }
}
