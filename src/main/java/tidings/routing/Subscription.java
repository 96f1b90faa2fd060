package tidings.routing;

import java.util.Set;
import tidings.connection.Connection;
import tidings.event.Event;
import tidings.event.Pattern;
import tidings.security.Caller;

/** A connection with what it asked for and what its token allows. Immutable but for its mark. */
final class Subscription {

  private final Connection connection;
  private final Caller caller;
  private final Filter filter;

  /** The last event that met it; written only under the router's lock. */
  private long met;

  Subscription(Connection connection, Caller caller, Filter filter) {
    this.connection = connection;
    this.caller = caller;
    this.filter = filter;
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

  /** False if the event of this number met it before, by another way through the index. */
  boolean meets(long event) {
    if (met == event) {
      return false;
    }
    met = event;
    return true;
  }

  /** Whether each audience attribute that the event has, and the filter, match. */
  boolean admits(Event event) {
    var audience = event.audience();
    return (audience.users().isEmpty() || audience.users().contains(caller.user()))
        && admitsSession(event)
        && (audience.groups().isEmpty() || anyOf(caller.groups(), audience.groups()))
        && (audience.topic() == null || matches(filter.topics(), audience.topic()))
        && matches(filter.types(), event.type());
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
