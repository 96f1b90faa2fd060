package tidings.sse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;

/** {@code tidings.gap}: what a client is told when it may have missed something. */
public final class Gap {

  /** The event name. */
  public static final String NAME = "tidings.gap";

  /** Why a client may have missed something. */
  public enum Reason {
    /** What followed the place it asked for is no longer there. */
    EXPIRED("expired"),
    /** The place it asked for is none of this log. */
    EPOCH("epoch"),
    /** What it asked for is no cursor. */
    UNREADABLE("unreadable"),
    /** Its queue had to drop. */
    OVERFLOW("overflow");

    private final String word;

    Reason(String word) {
      this.word = word;
    }
  }

  private Gap() {}

  /**
   * The gap between the place a client asked for and the one at which it goes on.
   *
   * @param from null if what it asked for is no cursor: it is not told back
   * @param to where it goes on; the frame's id
   */
  public static byte[] before(Reason reason, @Nullable Cursor from, Cursor to) {
    var quoted = Optional.ofNullable(from).map(known -> "\"" + known + "\"").orElse("null");
    var data = "{\"reason\":\"%s\",\"from\":%s,\"to\":\"%s\"}".formatted(reason.word, quoted, to);
    return SseEncoder.event(NAME, to.toString(), data);
  }

  /**
   * What a connection's queue dropped, somewhere between two places. Has no id: what lies there and
   * was not dropped is still to come.
   */
  public static byte[] overflow(Cursor from, Cursor to, int conflated, int expired, int low) {
    var data =
        ("{\"reason\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
                + "\"dropped\":{\"conflated\":%d,\"expired\":%d,\"low\":%d}}")
            .formatted(Reason.OVERFLOW.word, from, to, conflated, expired, low);
    return SseEncoder.event(NAME, null, data);
  }
}
