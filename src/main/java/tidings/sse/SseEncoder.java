package tidings.sse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames of {@code text/event-stream}. Pure functions.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">
 *     HTML, section 9.2.5: Parsing an event stream</a>
 */
public final class SseEncoder {

  /** Name of a heartbeat's event. */
  private static final String BEAT = "tidings.beat";

  /**
   * Has no blank line after it, anywhere: some clients dispatch one as an event without data,
   * whatever precedes it.
   */
  private static final byte[] COMMENT = ": beat\n".getBytes(StandardCharsets.UTF_8);

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
    field(frame, "event", name);
    field(frame, "id", id);
    data(frame, data);
    return bytes(frame);
  }

  /**
   * The first frame of a stream; {@code retryMillis} is the browser's delay before it reconnects.
   *
   * @param id null leaves the browser's last event id unchanged
   */
  public static byte[] open(long retryMillis, @Nullable String id, String data) {
    var frame = new StringBuilder(data.length() + 160);
    frame.append("retry: ").append(retryMillis).append('\n');
    field(frame, "event", "tidings.open");
    field(frame, "id", id);
    data(frame, data);
    return bytes(frame);
  }

  /**
   * The only frame of a rejected stream: the reconnect delay, and the reason. It moves no cursor.
   */
  public static byte[] refusal(long retryMillis, String data) {
    var frame = new StringBuilder(data.length() + 160);
    frame.append("retry: ").append(retryMillis).append('\n');
    field(frame, "event", "tidings.close");
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
        var frame = new StringBuilder(160).append(": beat\n");
        field(frame, "id", id);
        yield bytes(frame);
      }
      case COMMENT -> COMMENT.clone();
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
    frame.append(name).append(": ").append(value).append('\n');
  }

  private static void data(StringBuilder frame, String data) {
    int start = 0;
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      if (c == '\n' || c == '\r') {
        frame.append("data: ").append(data, start, i).append('\n');
        if (c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    frame.append("data: ").append(data, start, data.length()).append('\n');
  }

  private static byte[] bytes(StringBuilder frame) {
    return frame.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
