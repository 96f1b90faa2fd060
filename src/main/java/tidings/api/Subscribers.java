package tidings.api;

import java.util.stream.Stream;

/**
 * The connections of this node: a CDI bean. Thread-safe.
 *
 * <p>It knows the connections of its own node alone: in a cluster ask each node, or {@code GET
 * /api/connections}. A user has a connection for each browser, unless its tabs share one.
 */
public interface Subscribers {

  /** The connections at the moment, in no order. */
  Stream<Subscriber> stream();

  /** The connections of a user at the moment. */
  default Stream<Subscriber> ofUser(String user) {
    return stream().filter(one -> one.user().equals(user));
  }

  /** The number of connections at the moment. */
  int count();
}
