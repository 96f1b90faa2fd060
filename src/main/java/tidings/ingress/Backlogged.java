package tidings.ingress;

import java.time.Duration;

/** A source that knows the size of its backlog. Thread-safe. */
public interface Backlogged extends Source {

  /** Number of inputs that no node has taken yet, as of the last query. */
  long waiting();

  /** Age of the oldest of them; zero if there are none. */
  Duration oldest();
}
