package tidings.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether the client that is to be answered is still there, how often that is looked up, and what
 * follows if not.
 */
record Lookout(BooleanSupplier hasLeft, Duration every, Runnable onLeft) {

  /** For answers that go on without their client. */
  static final Lookout NONE = new Lookout(() -> false, Duration.ofMinutes(1), () -> {});

  /** Whether nobody is looked up. */
  boolean isIdle() {
    return equals(NONE);
  }

  void look() {
    if (hasLeft.getAsBoolean()) {
      onLeft.run();
    }
  }
}
