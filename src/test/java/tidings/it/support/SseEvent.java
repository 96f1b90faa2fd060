package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import tidings.sse.EventStreamParser;

/**
 * An event as a browser dispatches it.
 *
 * @param type {@code message} if the stream named none
 * @param lastEventId the newest {@code id} of the stream, of this frame or one before
 * @param arrivedNanos {@link System#nanoTime} at its closing empty line
 */
public record SseEvent(String type, String lastEventId, String data, long arrivedNanos) {

  /** The event that has just been dispatched. */
  public static SseEvent of(EventStreamParser.Message message) {
    return new SseEvent(message.type(), message.lastEventId(), message.data(), System.nanoTime());
  }

  public boolean isControl() {
    return type.startsWith("tidings.");
  }

  public JsonNode json() {
    return Json.read(data);
  }
}
