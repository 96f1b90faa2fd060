package tidings.ingress;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Something beside HTTP and the log itself out of which events come. Thread-safe. */
public interface Source extends AutoCloseable {

  /**
   * What it is called in health checks and metrics, such as {@code redis}; the {@code source} of
   * its inputs begins with it and a colon.
   */
  String name();

  /** Begins to take from it, on threads of its own; it may be away at the moment. */
  void start();

  /** Why nothing comes out of it at the moment; empty while it is in reach. */
  Optional<String> trouble();

  /**
   * Why parts of it do not work though the rest does, by their names: a stream that is none, a
   * right that is missing.
   */
  default Map<String, String> faults() {
    return Map.of();
  }

  /** Inputs that this node took out of it since the start, unreadable ones among them. */
  long taken();

  /** How much waits in each part of it that knows, by the part's name. */
  default Map<String, LongSupplier> waitingIn() {
    return Map.of();
  }

  /** How much was lost before it could be taken, since the start, by the name of the reason. */
  default Map<String, LongSupplier> lost() {
    return Map.of();
  }

  /** Takes no more; waits a little for what is being taken. A second time does nothing. */
  @Override
  void close();
}
