package tidings.event;

import java.util.List;
import java.util.Optional;

/**
 * Types and sources of the server's own events. Clients act on them ({@code run.failed}), so no
 * producer may use them. They are compared without case: a client, a proxy or a bridge may do so.
 * Pure functions.
 */
public final class ReservedNames {

  private static final List<String> TYPES =
      List.of(Event.RESERVED, "run.", "conversation.", "row.", "approval.", "audit.");

  /** Each is the name of an ingress, and a scheme as a URI has it. */
  private static final List<String> SOURCES = List.of("tidings:", "kafka:", "redis:", "postgres:");

  private ReservedNames() {}

  /** The reserved prefix that a type begins with; empty if a producer may use the type. */
  public static Optional<String> prefixOfType(String type) {
    return prefix(type, TYPES);
  }

  /** The reserved prefix that a source begins with; empty if a producer may use the source. */
  public static Optional<String> prefixOfSource(String source) {
    return prefix(source.strip(), SOURCES);
  }

  private static Optional<String> prefix(String name, List<String> reserved) {
    // No stream here: each event on its way from the log to the browsers is checked.
    for (var prefix : reserved) {
      if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }
}
