package tidings.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream}, in pieces of any size. An id takes effect at the blank line that
 * ends its frame: a client whose stream breaks between {@code id:} and the data requests that event
 * again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the standard</a>
 */
final class SseReader {

  /** Far above what a server of Tidings sends; a stream without a blank line ends there. */
  static final int MAX_FRAME = 64 << 20;

  private static final int MAX_RETRY_DIGITS = 9;

  private final InputStreamReader in;
  private final LongConsumer onRetry;
  private final int maxFrame;
  private final char[] buffer = new char[8192];
  private int position;
  private int limit;
  private boolean begun;
  private boolean afterCr;
  private int size;
  private @Nullable String id;
  private String type = "";
  private @Nullable StringBuilder text;

  /**
   * A frame: an event, or only an id, such as a heartbeat.
   *
   * @param id the cursor after this frame; {@code null} where the frame does not advance it
   * @param type the event type
   * @param text the data as sent; {@code null} in a frame without an event
   */
  record Frame(@Nullable String id, String type, @Nullable String text) {}

  /**
   * @param onRetry receives the server's reconnection time, in milliseconds
   */
  SseReader(InputStream in, LongConsumer onRetry) {
    this(in, onRetry, MAX_FRAME);
  }

  SseReader(InputStream in, LongConsumer onRetry, int maxFrame) {
    this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
    this.onRetry = onRetry;
    this.maxFrame = maxFrame;
  }

  /** The next frame; {@code null} at the end of the stream, which discards an incomplete one. */
  @Nullable Frame next() throws IOException {
    size = 0;
    for (String line = readLine(); line != null; line = readLine()) {
      if (!line.isEmpty()) {
        field(line);
        continue;
      }
      size = 0;
      var frame = new Frame(id, type.isEmpty() ? "message" : type, text == null ? null : "" + text);
      id = null;
      type = "";
      text = null;
      if (frame.id() != null || frame.text() != null) {
        return frame;
      }
    }
    return null;
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    var name = colon < 0 ? line : line.substring(0, colon);
    int start = colon + 1 < line.length() && line.charAt(colon + 1) == ' ' ? colon + 2 : colon + 1;
    var value = colon < 0 ? "" : line.substring(start);
    switch (name) {
      case "data" ->
          text = text == null ? new StringBuilder(value) : text.append('\n').append(value);
      case "event" -> type = value;
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]{1," + MAX_RETRY_DIGITS + "}")) {
          onRetry.accept(Long.parseLong(value));
        }
      }
      default -> {} // a comment, or a field of a later standard
    }
  }

  /** The next line; {@code null} at the end of the stream, which discards an incomplete one. */
  private @Nullable String readLine() throws IOException {
    StringBuilder line = null;
    while (fill()) {
      if (afterCr && buffer[position] == '\n') {
        position++;
        afterCr = false;
        continue;
      }
      afterCr = false;
      int start = position;
      while (position < limit && buffer[position] != '\n' && buffer[position] != '\r') {
        position++;
      }
      size += position - start;
      if (size > maxFrame) {
        throw new IOException("a frame has more than " + maxFrame + " characters");
      }
      boolean complete = position < limit;
      if (!complete || line != null) {
        line = line == null ? new StringBuilder() : line;
        line.append(buffer, start, position - start);
      }
      if (complete) {
        // A CR ends its line at once; an LF that follows it belongs to it.
        afterCr = buffer[position] == '\r';
        int end = position++;
        return line == null ? new String(buffer, start, end - start) : line.toString();
      }
    }
    return null;
  }

  /** Whether there is a character to read. */
  private boolean fill() throws IOException {
    while (position == limit) {
      limit = in.read(buffer);
      position = 0;
      if (limit < 0) {
        limit = 0;
        return false;
      }
      if (!begun && limit > 0) {
        begun = true;
        position = buffer[0] == '\uFEFF' ? 1 : 0;
      }
    }
    return true;
  }
}
