package tidings.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.socket.SocketTable;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * The response of an event stream, over an asynchronous servlet response. Liberty's output streams
 * block in spite of the asynchronous API, so the caller's thread, a virtual one, waits. One thread
 * at a time writes.
 */
public final class SseResponse {

  /** A path without a resource. */
  private static final String NOWHERE = "/WEB-INF/response-broken-off";

  private static final Logger LOG = Logger.getLogger(SseResponse.class.getName());
  private static final byte[] UNREADABLE =
      SseEncoder.event(null, null, "the response is incomplete");

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final long socket;
  private final AtomicBoolean ended = new AtomicBoolean();

  private SseResponse(AsyncContext context) throws IOException {
    this.context = context;
    out = context.getResponse().getOutputStream();
    var request = context.getRequest();
    socket = SocketTable.socket(request.getLocalPort(), request.getRemotePort());
  }

  /** Commits the response's head: from here on the response is a stream. */
  public static SseResponse begin(AsyncContext context) throws IOException {
    context.setTimeout(0);
    return beginLate(context);
  }

  /**
   * Like {@link #begin}, but on any thread: the request's own thread, the only one that may, has
   * set the timeout to 0.
   *
   * @throws IOException if the browser has disconnected
   */
  public static SseResponse beginLate(AsyncContext context) throws IOException {
    var response = (HttpServletResponse) context.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    StreamHeaders.forEach(response::setHeader);
    var stream = new SseResponse(context);
    response.flushBuffer();
    return stream;
  }

  /**
   * Adds a listener that is called when the container detects a disconnected client before a write
   * does.
   */
  public void addListener(AsyncListener listener) {
    context.addListener(listener);
  }

  /**
   * Writes the frames in one piece and flushes. May block until the server's write timeout.
   *
   * @throws IOException if the client has disconnected or the timeout has passed
   */
  public void write(List<Frame> frames) throws IOException {
    if (frames.size() == 1) {
      out.write(frames.getFirst().bytes());
    } else {
      out.write(join(frames));
    }
    out.flush();
  }

  /**
   * Writes whole frames and flushes. May block, as {@link #write(List)} does.
   *
   * @throws IOException if the browser has disconnected or the write timeout has passed
   */
  public void write(byte[] frames) throws IOException {
    out.write(frames);
    out.flush();
  }

  private static byte[] join(List<Frame> frames) {
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
   * Like {@link #abort}, but over HTTP/2, where the container cannot reset a stream: the last event
   * is not valid JSON, so clients that expect JSON fail. Does nothing more if the browser has
   * disconnected.
   */
  public void endWithInvalidJson() {
    try {
      write(UNREADABLE);
    } catch (IOException e) {
      LOG.log(Level.FINE, "The client of a broken response has disconnected", e);
    } finally {
      end();
    }
  }

  /**
   * Ends the response so that its client detects that it is incomplete: the connection is closed
   * without the last chunk. The container does so, configured in {@code server.xml}, when a
   * dispatch fails.
   */
  public void abort() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.dispatch(NOWHERE);
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it detects a disconnected browser.
        assert ended.get();
      }
    }
  }

  /** Key of its socket in {@link SocketTable}; 0 if the socket is not known. */
  public long socket() {
    return socket;
  }

  /** Ends the response. Does not throw and does not block. */
  public void end() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it detects a disconnected browser.
        assert ended.get();
      }
    }
  }
}
