package tidings.sse;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * The parser of a client: reads {@code text/event-stream} by the standard, from bytes in chunks of
 * any size. It is written from the standard alone, so that tests can verify with it what the server
 * sends. It also reads the streams of models. One thread.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">
 *     HTML, sections 9.2.5 and 9.2.6: Parsing and interpreting an event stream</a>
 */
public final class EventStreamParser {

  /** Receives what the stream dispatches, in order. */
  public interface Receiver {

    void message(Message message);

    /** A comment line without its colon. A browser drops it; a test may need the heartbeat. */
    default void comment(String text) {}

    /** A field that the standard does not define. A browser ignores it. */
    default void unknownField(String name, String value) {}
  }

  /**
   * A dispatched event.
   *
   * @param type its name; {@code message} if the stream has none
   * @param data its lines, with LF between them
   * @param lastEventId the id that a browser reconnecting after it would send
   */
  public record Message(String type, String data, String lastEventId) {}

  private static final char BOM = '\uFEFF';

  private final Receiver receiver;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  // Bytes of a character that is not complete yet.
  private ByteBuffer undecoded = ByteBuffer.allocate(0);
  private boolean started;
  private boolean afterCr;
  private final StringBuilder line = new StringBuilder();

  private final StringBuilder dataBuffer = new StringBuilder();
  private String eventTypeBuffer = "";
  private String lastEventIdBuffer = "";
  private String lastEventId = "";
  private OptionalLong retryMillis = OptionalLong.empty();

  public EventStreamParser(Receiver receiver) {
    this.receiver = receiver;
  }

  /** The {@code Last-Event-ID} that a browser reconnecting now would send; empty: none. */
  public String lastEventId() {
    return lastEventId;
  }

  /** The reconnection time, once the stream has set it. */
  public OptionalLong retryMillis() {
    return retryMillis;
  }

  /** Parses the next bytes of the stream, wherever they were cut. */
  public void feed(byte[] bytes) {
    feed(bytes, 0, bytes.length);
  }

  public void feed(byte[] bytes, int offset, int length) {
    var in = ByteBuffer.allocate(undecoded.remaining() + length);
    in.put(undecoded).put(bytes, offset, length).flip();
    var out = CharBuffer.allocate(in.remaining() + 1);
    var result = decoder.decode(in, out, false);
    if (result.isOverflow()) {
      throw new IllegalStateException("a byte of UTF-8 gives at most one char");
    }
    undecoded = in.slice();
    out.flip();
    while (out.hasRemaining()) {
      character(out.get());
    }
  }

  private void character(char c) {
    boolean first = !started;
    started = true;
    if (first && c == BOM) {
      return;
    }
    boolean endsCrLf = afterCr && c == '\n';
    afterCr = c == '\r';
    if (endsCrLf) {
      return;
    }
    if (c == '\r' || c == '\n') {
      var text = line.toString();
      line.setLength(0);
      line(text);
    } else {
      line.append(c);
    }
  }

  private void line(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      dispatch();
    } else if (colon == 0) {
      receiver.comment(text.substring(1));
    } else if (colon > 0) {
      int from = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
      field(text.substring(0, colon), text.substring(from));
    } else {
      field(text, "");
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> eventTypeBuffer = value;
      case "data" -> dataBuffer.append(value).append('\n');
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          lastEventIdBuffer = value;
        }
      }
      case "retry" -> {
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
          retryMillis = OptionalLong.of(number(value));
        }
      }
      default -> receiver.unknownField(name, value); // the standard: the field is ignored
    }
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE; // only digits: it is too large, nothing else
    }
  }

  private void dispatch() {
    lastEventId = lastEventIdBuffer;
    if (!dataBuffer.isEmpty()) {
      dataBuffer.setLength(dataBuffer.length() - 1);
      var type = eventTypeBuffer.isEmpty() ? "message" : eventTypeBuffer;
      receiver.message(new Message(type, dataBuffer.toString(), lastEventId));
    }
    dataBuffer.setLength(0);
    eventTypeBuffer = "";
  }
}
