package tidings.wire;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.connection.Connection;
import tidings.connection.SocketTable;
import tidings.sse.Frame;

/**
 * The socket side of a stream, over an asynchronous servlet response. Liberty's output streams
 * block whatever the API, so the drain of the connection, a virtual thread, does the waiting.
 */
public final class EventStream implements Reception.Side {

  /** A path without a resource. */
  private static final String NOWHERE = "/WEB-INF/response-broken-off";

  private static final Logger LOG = Logger.getLogger(EventStream.class.getName());
  private static final byte[] UNREADABLE =
      "data: the answer is not whole\n\n".getBytes(StandardCharsets.UTF_8);

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final long socket;
  private final AtomicBoolean ended = new AtomicBoolean();

  private EventStream(AsyncContext context) throws IOException {
    this.context = context;
    out = context.getResponse().getOutputStream();
    var request = context.getRequest();
    socket = SocketTable.socket(request.getLocalPort(), request.getRemotePort());
  }

  /** Commits the response's head: from here on the answer is a stream. */
  public static EventStream begin(AsyncContext context) throws IOException {
    context.setTimeout(0);
    return beginLate(context);
  }

  /**
   * As {@link #begin}, on any thread: the request's own, which alone may, has set the timeout to 0.
   *
   * @throws IOException if the browser is gone
   */
  public static EventStream beginLate(AsyncContext context) throws IOException {
    var response = (HttpServletResponse) context.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    StreamHeaders.forEach(response::setHeader);
    var stream = new EventStream(context);
    response.flushBuffer();
    return stream;
  }

  @Override
  public void of(Connection connection) {
    context.addListener(new Departure(connection));
  }

  @Override
  public void write(List<Frame> frames) throws IOException {
    if (frames.size() == 1) {
      out.write(frames.getFirst().bytes());
    } else {
      out.write(joined(frames));
    }
    out.flush();
  }

  /**
   * Writes whole frames and flushes. May block, as {@link #write(List)} does.
   *
   * @throws IOException if the browser is gone or the write timeout passed
   */
  public void write(byte[] frames) throws IOException {
    out.write(frames);
    out.flush();
  }

  private static byte[] joined(List<Frame> frames) {
    int size = 0;
    for (var frame : frames) {
      size += frame.size();
    }
    var joined = new byte[size];
    int at = 0;
    for (var frame : frames) {
      System.arraycopy(frame.bytes(), 0, joined, at, frame.size());
      at += frame.size();
    }
    return joined;
  }

  /**
   * As {@link #breakOff} over HTTP/2, where the container cannot reset a stream: the last event is
   * no JSON, at which clients fail that expect it. Does nothing more if the browser is gone.
   */
  public void endUnreadably() {
    try {
      write(UNREADABLE);
    } catch (IOException e) {
      LOG.log(Level.FINE, "The client of a broken answer is gone", e);
    } finally {
      end();
    }
  }

  /**
   * Ends the response so that its client sees that it is not whole: the connection is closed
   * without the last chunk. The container does so, as {@code server.xml} tells it, where a dispatch
   * fails.
   */
  public void breakOff() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.dispatch(NOWHERE);
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it finds the browser gone.
        assert ended.get();
      }
    }
  }

  @Override
  public long socket() {
    return socket;
  }

  @Override
  public void end() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it finds the browser gone.
        assert ended.get();
      }
    }
  }
}
