package tidings.ingress.redis;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The current faults, with a log line for each change. A fault of all parts has one line when it
 * begins and one when it ends, however many parts it stops. Before Redis has responded once, that
 * is a fault, too. Thread-safe.
 */
final class SourceFaults {

  private static final Logger LOG = Logger.getLogger(SourceFaults.class.getName());

  private final String address;
  private final Map<SourceFault.Common, Set<String>> stopped =
      new EnumMap<>(SourceFault.Common.class);
  private final Map<SourceFault.Common, String> reasons = new EnumMap<>(SourceFault.Common.class);
  private final Map<String, String> own = new TreeMap<>();
  private boolean reached;
  private boolean closed;

  /**
   * @param address the name of Redis in the log
   */
  SourceFaults(String address) {
    this.address = address;
    for (var common : SourceFault.Common.values()) {
      stopped.put(common, new TreeSet<>());
    }
  }

  /**
   * Records that an attempt failed and will be retried.
   *
   * @param part the part that was attempted, such as {@code stream orders}
   */
  synchronized void failed(String part, SourceFault fault) {
    if (closed) {
      return;
    }
    switch (fault) {
      case SourceFault.Shared(var common, var reason) -> {
        forget(part, common);
        own.remove(part);
        reached |= common != SourceFault.Common.REDIS;
        var first = stoppedParts(common).isEmpty();
        stoppedParts(common).add(part);
        reasons.put(common, reason);
        if (first) {
          LOG.warning(() -> common.failure(address) + ": " + reason + "; it is retried");
        }
      }
      case SourceFault.Own(var reason, var cause) -> {
        reached = true;
        forget(part, null);
        if (!reason.equals(own.put(part, reason))) {
          var level = cause == null ? Level.WARNING : Level.SEVERE;
          LOG.log(
              level,
              cause,
              () ->
                  "Redis "
                      + part
                      + " is not read: "
                      + reason
                      + "; it is retried, and delays no other part");
        }
      }
    }
  }

  /** Records that an attempt succeeded. */
  synchronized void works(String part) {
    reached = true;
    rests(part);
  }

  /**
   * Records that a part had no request for Redis: a part that another node reads is not a fault of
   * this one.
   */
  synchronized void rests(String part) {
    if (closed) {
      return;
    }
    forget(part, null);
    if (own.remove(part) != null) {
      LOG.info(() -> "Redis " + part + " is read again");
    }
  }

  private void forget(String part, SourceFault.@Nullable Common except) {
    for (var common : SourceFault.Common.values()) {
      if (common != except && stoppedParts(common).remove(part) && stoppedParts(common).isEmpty()) {
        LOG.info(() -> common.recovery(address));
      }
    }
  }

  private Set<String> stoppedParts(SourceFault.Common common) {
    return requireNonNull(stopped.get(common));
  }

  /** The fault of all parts, in one sentence; empty without one. */
  synchronized Optional<String> now() {
    var all =
        stopped.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey().failure(address) + ": " + reasons.get(each.getKey()))
            .collect(Collectors.joining("; "));
    if (all.isEmpty() && !reached && !closed) {
      return Optional.of("Redis at " + address + " has not been reached yet");
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** The reason why each single part does not work, such as a key that is not a stream. */
  synchronized Map<String, String> faults() {
    return Map.copyOf(own);
  }

  /** Whether this fault stops anything. */
  synchronized boolean stops(SourceFault.Common common) {
    return !stoppedParts(common).isEmpty();
  }

  /** Logs no more: later failures come from closing. */
  synchronized void close() {
    closed = true;
  }
}
