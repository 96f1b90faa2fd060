package tidings.sse;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a heartbeat looks like; a client chooses by {@code ?heartbeat=}. */
public enum HeartbeatForm {
  /**
   * An event {@code tidings.beat} with an id: every client that was tried moves its position on and
   * tells it from the application's events by its name.
   */
  EVENT,
  /**
   * A frame with an id and no data: by the standard it dispatches nothing and moves the position
   * on. Several clients dispatch an empty message or drop the id.
   */
  ID,
  /** A comment: it keeps the connection alive and moves no position. */
  COMMENT;

  /** The form's name in a query: {@code event}, {@code id} or {@code comment}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of this name; empty if there is none. */
  public static Optional<HeartbeatForm> of(String word) {
    return Stream.of(values()).filter(form -> form.word().equals(word)).findFirst();
  }
}
