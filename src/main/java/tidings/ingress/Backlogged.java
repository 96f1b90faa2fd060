package tidings.ingress;

import java.time.Duration;

/** A source that knows how much waits in it. Thread-safe. */
public interface Backlogged extends Source {

  /** Inputs that wait to be taken by any node, as it was known a moment ago. */
  long waiting();

  /** How long the oldest of them has waited; zero if none does. */
  Duration oldest();
}
