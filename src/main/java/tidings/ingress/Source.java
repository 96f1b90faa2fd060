package tidings.ingress;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A source of events other than HTTP and the log itself. Thread-safe. */
public interface Source extends AutoCloseable {

  /**
   * The source's name in health checks and metrics, such as {@code redis}; the {@code source} of
   * its inputs begins with it and a colon.
   */
  String name();

  /** Starts to take inputs, on threads of its own. The source may be unreachable at the moment. */
  void start();

  /** The reason why no inputs arrive at the moment; empty while the source is reachable. */
  Optional<String> error();

  /**
   * The reasons why parts of it do not work though the rest does, by the parts' names: a key that
   * is not a stream, or a missing right.
   */
  default Map<String, String> faults() {
    return Map.of();
  }

  /** Number of inputs that this node took since the start, including unreadable ones. */
  long ingested();

  /** The size of the backlog of each part that knows it, by the part's name. */
  default Map<String, LongSupplier> waitingIn() {
    return Map.of();
  }

  /**
   * Number of inputs lost before they could be taken, since the start, by the name of the reason.
   */
  default Map<String, LongSupplier> lost() {
    return Map.of();
  }

  /** Stops taking inputs; waits briefly for those in progress. A second call does nothing. */
  @Override
  void close();
}
