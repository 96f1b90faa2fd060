package tidings.platform.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.BiConsumer;

/** The head of every stream: its media type, and that nobody on its way may hold it back. */
public final class StreamHeaders {

  private StreamHeaders() {}

  /** Hands over each header but the media type. */
  public static void forEach(BiConsumer<String, String> header) {
    header.accept("Cache-Control", "no-cache, no-transform");
    header.accept("X-Accel-Buffering", "no");
  }

  /** The answer to {@code HEAD}: the head of a stream that is not opened. */
  public static Response head() {
    var head = Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE);
    forEach(head::header);
    return head.build();
  }
}
