package tidings.platform.limits;

/** Counts the streams of users over all nodes. Thread-safe. */
public interface SharedStreams {

  /** Of a node that shares nothing: the node's own limits apply alone. */
  SharedStreams NONE =
      new SharedStreams() {
        @Override
        public void add(SharedStream stream) {}

        @Override
        public boolean tryAdd(SharedStream stream) {
          return true;
        }

        @Override
        public void remove(SharedStream stream) {}
      };

  /**
   * A stream of this node.
   *
   * @param id of the stream, unique over all nodes and times
   * @param user whose stream it is
   * @param kind what it carries
   */
  record SharedStream(String id, String user, ConnectionLimits.Kind kind) {}

  /** Adds a stream of events and does not wait. If there are too many, the oldest is replaced. */
  void add(SharedStream stream);

  /** Adds a stream, unless the user has as many as are allowed, or more. */
  boolean tryAdd(SharedStream stream);

  /** Removes a stream and does not wait. */
  void remove(SharedStream stream);
}
