package tidings.sse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames of {@code text/event-stream}. No other class knows their layout. Pure functions.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">
 *     HTML, section 9.2.5: Parsing an event stream</a>
 */
public final class SseEncoder {

  /** Name of a heartbeat's event. */
  private static final String BEAT = "tidings.beat";

  private static final String RETRY = "retry";
  private static final String EVENT = "event";
  private static final String ID = "id";
  private static final String DATA = "data";
  private static final String SEPARATOR = ": ";
  private static final String BEAT_COMMENT = SEPARATOR + "beat\n";

  private SseEncoder() {}

  /**
   * One event.
   *
   * @param name its {@code event} field; null for none
   * @param id its {@code id} field; null for none
   * @param data its data; each line of it becomes a {@code data} field
   * @throws IllegalArgumentException if name or id has CR, LF or NUL
   */
  public static byte[] event(@Nullable String name, @Nullable String id, String data) {
    var frame = new StringBuilder(data.length() + 160);
    field(frame, EVENT, name);
    field(frame, ID, id);
    data(frame, data);
    return bytes(frame);
  }

  /**
   * A copy of a frame with another id. Nothing is encoded again but the id.
   *
   * @param frame an {@link #event} with a name and an id
   * @param id without CR, LF or NUL
   */
  static byte[] withId(byte[] frame, String id) {
    int from = endOfLine(frame, 0) + 1 + ID.length() + SEPARATOR.length();
    int rest = endOfLine(frame, from);
    var written = utf8(id);
    var copy = new byte[from + written.length + frame.length - rest];
    System.arraycopy(frame, 0, copy, 0, from);
    System.arraycopy(written, 0, copy, from, written.length);
    System.arraycopy(frame, rest, copy, from + written.length, frame.length - rest);
    return copy;
  }

  private static int endOfLine(byte[] frame, int from) {
    int at = from;
    while (frame[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * A comment, which clients ignore.
   *
   * <p>Has no blank line after it, anywhere: some clients dispatch one as an event without data,
   * whatever precedes it.
   *
   * @param text one line; may be empty
   */
  public static byte[] comment(String text) {
    return utf8(text.isEmpty() ? ":\n" : SEPARATOR + text + '\n');
  }

  /**
   * The first frame of a stream; {@code retryMillis} is the browser's delay before it reconnects.
   *
   * @param id null leaves the browser's last event id unchanged
   */
  public static byte[] open(long retryMillis, @Nullable String id, String data) {
    var frame = new StringBuilder(data.length() + 160);
    field(frame, RETRY, String.valueOf(retryMillis));
    field(frame, EVENT, "tidings.open");
    field(frame, ID, id);
    data(frame, data);
    return bytes(frame);
  }

  /**
   * The only frame of a rejected stream: the reconnect delay, and the reason. It moves no cursor.
   */
  public static byte[] refusal(long retryMillis, String data) {
    var frame = new StringBuilder(data.length() + 160);
    field(frame, RETRY, String.valueOf(retryMillis));
    field(frame, EVENT, CloseReason.NAME);
    data(frame, data);
    return bytes(frame);
  }

  /**
   * A heartbeat.
   *
   * @param id the cursor up to which everything was sent; a comment does not carry it
   */
  public static byte[] beat(HeartbeatForm form, String id) {
    return switch (form) {
      case EVENT -> event(BEAT, id, "{}");
      case ID -> {
        var frame = new StringBuilder(160).append(BEAT_COMMENT);
        field(frame, ID, id);
        yield bytes(frame);
      }
      case COMMENT -> utf8(BEAT_COMMENT);
    };
  }

  private static void field(StringBuilder frame, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n' || c == '\r' || c == 0) {
        throw new IllegalArgumentException(name + " has a CR, LF or NUL");
      }
    }
    frame.append(name).append(SEPARATOR).append(value).append('\n');
  }

  private static void data(StringBuilder frame, String data) {
    int start = 0;
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      if (c == '\n' || c == '\r') {
        frame.append(DATA).append(SEPARATOR).append(data, start, i).append('\n');
        if (c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    frame.append(DATA).append(SEPARATOR).append(data, start, data.length()).append('\n');
  }

  private static byte[] bytes(StringBuilder frame) {
    return utf8(frame.append('\n').toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
