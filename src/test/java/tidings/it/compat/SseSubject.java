package tidings.it.compat;

import java.util.List;
import java.util.Map;

/** A third-party client, on some streams. Thread-safe. */
interface SseSubject extends AutoCloseable {

  /**
   * A dispatched event.
   *
   * @param stream the name of the stream
   * @param type {@code message} if it has none
   */
  record Seen(String stream, String type, String data, String id) {}

  /** The streams to open: the URL of each by its name, and the bearer token. */
  record Task(Map<String, String> urls, String token) {}

  /** Opens a client's streams. */
  @FunctionalInterface
  interface Opener {
    SseSubject open(Task task);
  }

  /** All events dispatched so far, in the order of each stream. */
  List<Seen> seen();

  /** Errors outside of it, for the report of a failed test. */
  default String complaints() {
    return "";
  }

  @Override
  void close();
}
