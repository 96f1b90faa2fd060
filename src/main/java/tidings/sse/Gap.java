package tidings.sse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;

/** {@code tidings.gap}: informs a client that it may have missed events. */
public final class Gap {

  /** The event name. */
  public static final String NAME = "tidings.gap";

  /** The reason why a client may have missed events. */
  public enum Reason {
    /** Entries that follow the requested cursor have been deleted. */
    EXPIRED("expired"),
    /** The requested cursor belongs to another log. */
    EPOCH("epoch"),
    /** The requested text is not a cursor. */
    UNREADABLE("unreadable"),
    /** Its queue dropped events. */
    OVERFLOW("overflow");

    private final String word;

    Reason(String word) {
      this.word = word;
    }
  }

  private Gap() {}

  /**
   * The gap between the cursor that a client requested and the one from which the stream resumes.
   *
   * @param from null if the request was not a cursor: the frame does not repeat it
   * @param to the cursor to resume from; the frame's id
   */
  public static byte[] before(Reason reason, @Nullable Cursor from, Cursor to) {
    var quoted = Optional.ofNullable(from).map(known -> "\"" + known + "\"").orElse("null");
    var data = "{\"reason\":\"%s\",\"from\":%s,\"to\":\"%s\"}".formatted(reason.word, quoted, to);
    return SseEncoder.event(NAME, to.toString(), data);
  }

  /**
   * The gap of events that a connection's queue dropped between two cursors. It has no id: the
   * events in between that were not dropped are still to come.
   */
  public static byte[] overflow(Cursor from, Cursor to, int conflated, int expired, int low) {
    var data =
        ("{\"reason\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
                + "\"dropped\":{\"conflated\":%d,\"expired\":%d,\"low\":%d}}")
            .formatted(Reason.OVERFLOW.word, from, to, conflated, expired, low);
    return SseEncoder.event(NAME, null, data);
  }
}
