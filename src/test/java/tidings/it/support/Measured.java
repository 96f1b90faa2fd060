package tidings.it.support;

import java.time.Duration;

/** Prints measurements to the output of the tests: a limit that holds does not show the margin. */
public final class Measured {

  private Measured() {}

  public static void print(String what, Object value) {
    System.out.println("Measured: " + what + ": " + value);
  }

  public static void print(String what, Duration time) {
    print(what, time.toMillis() + " ms");
  }
}
