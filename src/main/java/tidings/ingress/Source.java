package tidings.ingress;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Something beside HTTP and the log itself out of which events come. Thread-safe. */
public interface Source extends AutoCloseable {

  /** What it is called in health checks and metrics, such as {@code redis}. */
  String name();

  /** Begins to take from it, on threads of its own; it may be away at the moment. */
  void start();

  /** Why nothing comes out of it at the moment; empty while all is well. */
  Optional<String> trouble();

  /** Inputs that this node took out of it since the start, unreadable ones among them. */
  long taken();

  /** How much was lost before it could be taken, since the start, by the name of the reason. */
  default Map<String, LongSupplier> lost() {
    return Map.of();
  }

  /** Takes no more; waits a little for what is being taken. A second time does nothing. */
  @Override
  void close();
}
