package tidings.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * Compares a duration with a limit of the contract. The limit is for a server with processors of
 * its own; tests run several at a time, so they allow a multiple of it, by {@code
 * tidings.slowness}.
 */
public final class Promptness {

  private static final int SLOWNESS = Integer.getInteger("tidings.slowness", 1);

  private Promptness() {}

  /** Whether the limits apply exactly, because no other test runs. */
  public static boolean isExact() {
    return SLOWNESS == 1;
  }

  /** The allowed duration of an operation that takes at most this long on a quiet machine. */
  public static Duration allowed(Duration bound) {
    return bound.multipliedBy(SLOWNESS);
  }

  /** Fails if it took longer than allowed. */
  public static void assertWithin(Duration bound, Duration took, String what) {
    assertThat(took).as(what).isLessThan(allowed(bound));
  }

  /** The same from a moment of {@link System#nanoTime} until now. */
  public static void assertWithin(Duration bound, long sinceNanos, String what) {
    assertWithin(bound, Duration.ofNanos(System.nanoTime() - sinceNanos), what);
  }
}
