package tidings.api;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A connection of a browser, or of another client, to this node: a stream, or a poll that waits.
 * Thread-safe; each method answers with the state at the call.
 */
public interface Subscriber {

  /** Identifies the connection: {@code c-…}. */
  String id();

  /** The user. */
  String user();

  /** The user's name for people to read, if the token has one; not unique. */
  Optional<String> name();

  /** The user's groups. */
  Set<String> groups();

  /** The session that the connection receives events of, if it has one. */
  Optional<String> session();

  /** The patterns of event types that it subscribes to; empty: all types. */
  Set<String> types();

  /** The patterns of topics that it subscribes to. */
  Set<String> topics();

  /** The client's network address. */
  String address();

  /** When it connected. */
  Instant connectedAt();
}
