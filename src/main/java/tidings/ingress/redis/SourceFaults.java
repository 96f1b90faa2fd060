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
 * What does not work at the moment, told in the log when it changes: what stops everybody alike in
 * one line when it begins and one when it is over, however many it stops. Before Redis has answered
 * once, that is a trouble, too. Thread-safe.
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
   * @param address what Redis is called in the log
   */
  SourceFaults(String address) {
    this.address = address;
    for (var common : SourceFault.Common.values()) {
      stopped.put(common, new TreeSet<>());
    }
  }

  /**
   * Notes that an attempt failed; it will be made again.
   *
   * @param part what was attempted, such as {@code stream orders}
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
        var first = stopped(common).isEmpty();
        stopped(common).add(part);
        reasons.put(common, reason);
        if (first) {
          LOG.warning(
              () -> common.begun(address) + ": " + reason + "; it is tried again and again");
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
                      + "; it is tried again and again, and nothing else waits for it");
        }
      }
    }
  }

  /** Notes that an attempt was made with success. */
  synchronized void works(String part) {
    reached = true;
    rests(part);
  }

  /** Notes that nothing was asked of Redis: what another node takes is no trouble of this one. */
  synchronized void rests(String part) {
    if (closed) {
      return;
    }
    forget(part, null);
    if (own.remove(part) != null) {
      LOG.info(() -> "Redis " + part + " is read again");
    }
  }

  private void forget(String part, SourceFault.@Nullable Common besides) {
    for (var common : SourceFault.Common.values()) {
      if (common != besides && stopped(common).remove(part) && stopped(common).isEmpty()) {
        LOG.info(() -> common.over(address));
      }
    }
  }

  private Set<String> stopped(SourceFault.Common common) {
    return requireNonNull(stopped.get(common));
  }

  /** What stops everything, in one sentence; empty while nothing does. */
  synchronized Optional<String> now() {
    var all =
        stopped.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey().begun(address) + ": " + reasons.get(each.getKey()))
            .collect(Collectors.joining("; "));
    if (all.isEmpty() && !reached && !closed) {
      return Optional.of("Redis at " + address + " has not been reached yet");
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** Why each part does not work that alone does not, such as a stream that is no stream. */
  synchronized Map<String, String> faults() {
    return Map.copyOf(own);
  }

  /** Whether anything is stopped by this. */
  synchronized boolean stops(SourceFault.Common common) {
    return !stopped(common).isEmpty();
  }

  /** Says no more: what fails from now on fails because it is closed. */
  synchronized void close() {
    closed = true;
  }
}
