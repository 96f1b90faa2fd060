package tidings.push.routing;

import java.util.Optional;
import java.util.Set;
import tidings.sse.Format;

/**
 * An event for a node in the filtering test. Connections are numbered in the order of their
 * opening.
 */
sealed interface Step {

  /** A client opens a stream. */
  record Subscribe(
      String user,
      Token token,
      Set<String> types,
      Set<String> topics,
      Optional<String> session,
      Format format)
      implements Step {}

  /** The grants of a token, without the user. */
  record Token(Set<String> groups, Set<String> grants, Set<String> sessions) {}

  /** {@code PATCH} of a subscription. */
  record Change(
      int connection,
      Set<String> addTypes,
      Set<String> addTopics,
      Set<String> removeTypes,
      Set<String> removeTopics)
      implements Step {}

  /** {@code PUT} of a fresh token. */
  record Renew(int connection, Token token) implements Step {}

  /** A stream ends. */
  record Leave(int connection) implements Step {}

  /** An event arrives. */
  record Publish(
      Set<String> users,
      Optional<String> session,
      Set<String> groups,
      Optional<String> topic,
      String type)
      implements Step {}
}
