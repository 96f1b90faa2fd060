package tidings.ingress.postgres;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pause after a failure: twice as long after each, up to a limit, less a random part of up to a
 * half, so that nodes that failed together do not retry together. One thread.
 */
final class BackOff {

  private static final Duration FIRST = Duration.ofMillis(100);

  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  BackOff(Duration longest, RandomGenerator random) {
    this.longest = longest;
    this.random = random;
  }

  /** Whether the last try has failed. */
  boolean hasFailed() {
    return failures > 0;
  }

  void succeeded() {
    failures = 0;
  }

  Duration next() {
    long doubled = FIRST.toMillis() << Math.min(failures++, 20);
    long millis = Math.max(1, Math.min(doubled, longest.toMillis()));
    return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
  }
}
