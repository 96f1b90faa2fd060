package tidings.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A rate limit for each caller, with a burst of one second's worth. Thread-safe. */
public final class RateLimit {

  /** Bucket4j refills at most one token per nanosecond. */
  private static final int FASTEST_REFILL = 1_000_000_000;

  /**
   * Maximum number of callers of the last minute whose use is tracked; any further caller starts
   * with a full allowance.
   */
  static final int MAX_CALLERS = 100_000;

  /** A node takes at most this part of a second's allowance at a time from the shared one. */
  private static final int PARTS = 10;

  private static final long PART_NANOS = 1_000_000_000L;

  private final String what;
  private final int perSecond;
  private final TimeMeter clock;
  private final SharedAllowances shared;
  private final Cache<String, Allowance> allowances =
      Caffeine.newBuilder()
          .maximumSize(MAX_CALLERS)
          .expireAfterAccess(Duration.ofMinutes(1))
          .build();

  /**
   * @param what named in the rejection, in plural
   * @param perSecond allowance of each caller
   */
  public RateLimit(String what, int perSecond, TimeMeter clock) {
    this(what, perSecond, clock, SharedAllowances.NONE);
  }

  /**
   * @param shared the allowances of all nodes together, of which this node takes parts
   */
  public RateLimit(String what, int perSecond, TimeMeter clock, SharedAllowances shared) {
    this.what = what;
    this.perSecond = perSecond;
    this.clock = clock;
    this.shared = shared;
  }

  /**
   * Takes from the caller's allowance.
   *
   * @throws OverLimitException if it is used up, or if {@code count} is more than a second's worth
   */
  public void acquire(String caller, int count) {
    long wait = tryAcquire(caller, count);
    if (wait > 0) {
      throw OverLimitException.byCaller(
          Duration.ofNanos(wait), "more than %d %s a second".formatted(perSecond, what));
    }
  }

  /**
   * Takes from the caller's allowance, and waits until there is enough.
   *
   * @param pause waits for a time; false ends the wait
   * @return false if the wait was ended
   * @throws OverLimitException if {@code count} is more than a second's worth
   */
  public boolean await(String caller, int count, Predicate<Duration> pause) {
    long wait = tryAcquire(caller, count);
    while (wait > 0) {
      if (!pause.test(Duration.ofNanos(wait))) {
        return false;
      }
      wait = tryAcquire(caller, count);
    }
    return true;
  }

  /** Takes from the caller's allowance: 0, or the time to wait (ns). */
  private long tryAcquire(String caller, int count) {
    if (count == 0) {
      return 0; // an empty batch; the bucket does not accept 0
    }
    if (count > perSecond) {
      throw OverLimitException.byCaller(
          Duration.ofSeconds(1),
          "%d %s at once are more than the %d a second allowed".formatted(count, what, perSecond));
    }
    var allowance = allowances.get(caller, _ -> new Allowance(bucket()));
    var probe = allowance.bucket.tryConsumeAndReturnRemaining(count);
    return probe.isConsumed()
        ? allowance.take(caller, count)
        : Math.max(1, probe.getNanosToWaitForRefill());
  }

  /** A part of the shared allowance that this node has taken; what is not used by then is lost. */
  private record Part(int left, long untilNanos) {
    static final Part NOTHING = new Part(0, 0);
  }

  /** The allowance of a caller on this node, and what is left of its part of the shared one. */
  private final class Allowance {
    private final Bucket bucket;
    private final AtomicReference<Part> part = new AtomicReference<>(Part.NOTHING);

    Allowance(Bucket bucket) {
      this.bucket = bucket;
    }

    /** Takes from the shared allowance: 0, or the time to wait (ns). */
    long take(String caller, int count) {
      if (shared.equals(SharedAllowances.NONE) || takesFromPart(count)) {
        return 0;
      }
      int wanted = Math.max(count, perSecond / PARTS);
      var taken = shared.take(what, caller, count, wanted, perSecond);
      if (taken.count() < count) {
        return Math.max(1, taken.waitNanos());
      }
      int more = taken.count() - count;
      part.updateAndGet(had -> new Part(left(had) + more, clock.currentTimeNanos() + PART_NANOS));
      return 0;
    }

    private boolean takesFromPart(int count) {
      while (true) {
        var had = part.get();
        if (left(had) < count) {
          return false;
        }
        if (part.compareAndSet(had, new Part(had.left() - count, had.untilNanos()))) {
          return true;
        }
      }
    }

    private int left(Part had) {
      return had.untilNanos() - clock.currentTimeNanos() > 0 ? had.left() : 0;
    }
  }

  /** Number of tracked callers, approximately. */
  long callers() {
    allowances.cleanUp();
    return allowances.estimatedSize();
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
