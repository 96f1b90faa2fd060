package tidings.it.support;

import java.time.Duration;

/** What was measured, in the output of the tests: a bound that holds says nothing of how far. */
public final class Measured {

  private Measured() {}

  public static void print(String what, Object value) {
    System.out.println("Measured: " + what + ": " + value);
  }

  public static void print(String what, Duration time) {
    print(what, time.toMillis() + " ms");
  }
}
