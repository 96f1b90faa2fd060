package tidings.push.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.platform.security.Caller;
import tidings.push.connection.Connection;

/**
 * A connection with its filter and its token's grants. A live one is in the index; before that a
 * replay sends it what it missed. Immutable except for its mark.
 */
final class Subscription {

  private final Connection connection;
  private final Caller caller;
  private final Filter filter;
  private final @Nullable Replay replay;

  /** Whether some of its topics are granted only for some types or sources. */
  private final boolean isGrantedInPart;

  /** The number of the last event that met it; written only under the router's lock. */
  private long visited;

  private Subscription(
      Connection connection, Caller caller, Filter filter, @Nullable Replay replay) {
    this.connection = connection;
    this.caller = caller;
    this.filter = filter;
    this.replay = replay;
    isGrantedInPart =
        filter.topics().stream().anyMatch(topic -> !caller.grants().mayReceiveAll(topic));
  }

  static Subscription live(Connection connection, Filter filter) {
    return new Subscription(connection, connection.caller(), filter, null);
  }

  static Subscription replaying(Connection connection, Filter filter, Replay replay) {
    return new Subscription(connection, connection.caller(), filter, replay);
  }

  /** The same subscription with another filter, and with its connection's newest token. */
  Subscription with(Filter other) {
    return new Subscription(connection, connection.caller(), other, replay);
  }

  /** The same subscription after its replay has ended. */
  Subscription live() {
    return new Subscription(connection, caller, filter, null);
  }

  /** The replay of the events it missed; null if it is live. */
  @Nullable Replay replay() {
    return replay;
  }

  Connection connection() {
    return connection;
  }

  Caller caller() {
    return caller;
  }

  Filter filter() {
    return filter;
  }

  /** False if the event of this number met it before, by another path through the index. */
  boolean tryVisit(long event) {
    if (visited == event) {
      return false;
    }
    visited = event;
    return true;
  }

  /** Whether each audience attribute that the event has, and the filter, match. */
  boolean admits(Event event) {
    var audience = event.audience();
    return (audience.users().isEmpty() || audience.users().contains(caller.user()))
        && admitsSession(event)
        && (audience.groups().isEmpty() || anyOf(caller.groups(), audience.groups()))
        && (audience.topic() == null || admitsTopic(event, audience.topic()))
        && matches(filter.types(), event.type());
  }

  private boolean admitsTopic(Event event, String topic) {
    return matches(filter.topics(), topic)
        && (!isGrantedInPart
            || caller.grants().mayReceive(topic, event.type(), event.id().source()));
  }

  private boolean admitsSession(Event event) {
    var session = event.audience().session();
    if (session == null) {
      return true;
    }
    return session.equals(filter.session())
        && (!event.audience().users().isEmpty() || caller.ownsSession(session));
  }

  private static boolean anyOf(Set<String> mine, Set<String> wanted) {
    for (var group : wanted) {
      if (mine.contains(group)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Set<Pattern> patterns, String name) {
    for (var pattern : patterns) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
