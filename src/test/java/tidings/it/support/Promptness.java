package tidings.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * Holds what something took against a bound of the contract. The bound is for a server that has its
 * processors; tests run several at a time, so they allow as many times the bound as {@code
 * tidings.slowness} says.
 */
public final class Promptness {

  private static final int SLOWNESS = Integer.getInteger("tidings.slowness", 1);

  private Promptness() {}

  /** Whether the bounds are held as they are, as no other test runs beside. */
  public static boolean isExact() {
    return SLOWNESS == 1;
  }

  /** What is allowed here of something that takes this long at most on a quiet machine. */
  public static Duration allowed(Duration bound) {
    return bound.multipliedBy(SLOWNESS);
  }

  /** Fails unless it took less than is allowed. */
  public static void assertWithin(Duration bound, Duration took, String what) {
    assertThat(took).as(what).isLessThan(allowed(bound));
  }

  /** The same from a moment of {@link System#nanoTime} until now. */
  public static void assertWithin(Duration bound, long sinceNanos, String what) {
    assertWithin(bound, Duration.ofNanos(System.nanoTime() - sinceNanos), what);
  }
}
