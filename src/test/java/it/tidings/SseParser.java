package it.tidings;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads {@code text/event-stream} to the letter of the standard, bytes as they come. One thread.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">
 *     HTML, section 9.2.6: Interpreting an event stream</a>
 */
final class SseParser {

  private final Consumer<SseEvent> dispatched;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id = "";
  private String lastEventId = "";
  private boolean first = true;
  private boolean afterReturn;

  SseParser(Consumer<SseEvent> dispatched) {
    this.dispatched = dispatched;
  }

  void feed(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b == '\r' || b == '\n') {
        endOfLine();
      } else {
        line.write(b);
      }
    }
  }

  private void endOfLine() {
    var text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (first && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    first = false;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      return; // a comment
    }
    var field = colon < 0 ? text : text.substring(0, colon);
    var value = colon < 0 ? "" : text.substring(colon + 1);
    field(field, value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      default -> {} // retry and what the standard does not know
    }
  }

  private void dispatch() {
    lastEventId = id;
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      dispatched.accept(
          new SseEvent(
              type.isEmpty() ? "message" : type, lastEventId, data.toString(), System.nanoTime()));
    }
    data.setLength(0);
    type = "";
  }

  /** The newest {@code id}, also of frames that dispatched nothing. */
  String lastEventId() {
    return lastEventId;
  }
}
