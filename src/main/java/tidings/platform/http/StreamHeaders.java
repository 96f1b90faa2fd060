package tidings.platform.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.BiConsumer;

/** The headers of every stream: its media type, and those that forbid proxies to buffer it. */
public final class StreamHeaders {

  private StreamHeaders() {}

  /** Passes each header except the media type. */
  public static void forEach(BiConsumer<String, String> header) {
    header.accept("Cache-Control", "no-cache, no-transform");
    header.accept("X-Accel-Buffering", "no");
  }

  /** The response to {@code HEAD}: the headers of a stream that is not opened. */
  public static Response head() {
    var head = Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE);
    forEach(head::header);
    return head.build();
  }
}
