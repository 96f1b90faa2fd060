package tidings.it.compat;

import java.util.List;
import java.util.Map;

/** A client that somebody else wrote, on some streams. Thread-safe. */
interface SseSubject extends AutoCloseable {

  /**
   * What it dispatched.
   *
   * @param stream the name of the stream
   * @param type {@code message} if it has none
   */
  record Seen(String stream, String type, String data, String id) {}

  /** What is opened: the URL of each stream by its name, for the bearer of a token. */
  record Task(Map<String, String> urls, String token) {}

  /** Opens a client's streams. */
  @FunctionalInterface
  interface Opener {
    SseSubject open(Task task);
  }

  /** All that was dispatched so far, in the order of each stream. */
  List<Seen> seen();

  /** What went wrong outside of it, for a failed test. */
  default String complaints() {
    return "";
  }

  @Override
  void close();
}
