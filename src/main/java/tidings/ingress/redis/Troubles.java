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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What does not work at the moment, told in the log when it changes: what stops everybody alike in
 * one line when it begins and one when it is over, however many it stops. Thread-safe.
 */
final class Troubles {

  private static final Logger LOG = Logger.getLogger(Troubles.class.getName());

  private final String address;
  private final Map<Fault.Common, Set<String>> stopped = new EnumMap<>(Fault.Common.class);
  private final Map<Fault.Common, String> reasons = new EnumMap<>(Fault.Common.class);
  private final Map<String, String> own = new TreeMap<>();
  private boolean closed;

  /**
   * @param address what Redis is called in the log
   */
  Troubles(String address) {
    this.address = address;
    for (var common : Fault.Common.values()) {
      stopped.put(common, new TreeSet<>());
    }
  }

  /**
   * Notes that an attempt failed; it will be made again.
   *
   * @param part what was attempted, such as {@code stream orders}
   */
  synchronized void failed(String part, Fault fault) {
    if (closed) {
      return;
    }
    switch (fault) {
      case Fault.Shared(var common, var reason) -> {
        forget(part, common);
        own.remove(part);
        var first = stopped(common).isEmpty();
        stopped(common).add(part);
        reasons.put(common, reason);
        if (first) {
          LOG.warning(
              () -> common.begun(address) + ": " + reason + "; it is tried again and again");
        }
      }
      case Fault.Own(var reason, var cause) -> {
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
    if (closed) {
      return;
    }
    forget(part, null);
    if (own.remove(part) != null) {
      LOG.info(() -> "Redis " + part + " is read again");
    }
  }

  private void forget(String part, Fault.@Nullable Common besides) {
    for (var common : Fault.Common.values()) {
      if (common != besides && stopped(common).remove(part) && stopped(common).isEmpty()) {
        LOG.info(() -> common.over(address));
      }
    }
  }

  private Set<String> stopped(Fault.Common common) {
    return requireNonNull(stopped.get(common));
  }

  /** All of them, in one sentence; empty while there are none. */
  synchronized Optional<String> now() {
    var shared =
        stopped.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey().begun(address) + ": " + reasons.get(each.getKey()));
    var each = own.entrySet().stream().map(one -> one.getKey() + ": " + one.getValue());
    var all = Stream.concat(shared, each).collect(Collectors.joining("; "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** Says no more: what fails from now on fails because it is closed. */
  synchronized void close() {
    closed = true;
  }
}
