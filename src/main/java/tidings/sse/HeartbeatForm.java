package tidings.sse;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The form of a heartbeat; a client chooses it by {@code ?heartbeat=}. */
public enum HeartbeatForm {
  /**
   * An event {@code tidings.beat} with an id: every tested client moves its cursor, and the name
   * separates it from the application's events.
   */
  EVENT,
  /**
   * A frame with an id and no data: by the standard it dispatches nothing and moves the cursor.
   * Several clients dispatch an empty message or drop the id.
   */
  ID,
  /** A comment: it keeps the connection alive and does not move the cursor. */
  COMMENT;

  /** The form's name in a query: {@code event}, {@code id} or {@code comment}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of this name; empty if the name is unknown. */
  public static Optional<HeartbeatForm> of(String word) {
    return Stream.of(values()).filter(form -> form.word().equals(word)).findFirst();
  }
}
