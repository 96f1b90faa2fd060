package it.tidings;

import java.time.Duration;

/** What was measured, in the output of the tests: a bound that holds says nothing of how far. */
final class Measured {

  private Measured() {}

  static void print(String what, Object value) {
    System.out.println("Measured: " + what + ": " + value);
  }

  static void print(String what, Duration time) {
    print(what, time.toMillis() + " ms");
  }
}
