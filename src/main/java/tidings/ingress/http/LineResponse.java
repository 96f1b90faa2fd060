package tidings.ingress.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.http.StreamHeaders;

/**
 * The exchange of a publish stream: the response begins before the body has been read. Liberty's
 * streams block in spite of the asynchronous API, so each is used by one virtual thread at a time.
 */
final class LineResponse implements Answers.Output {

  private static final Logger LOG = Logger.getLogger(LineResponse.class.getName());

  private final AsyncContext context;
  private final ServletInputStream in;
  private final ServletOutputStream out;
  private final AtomicBoolean ended = new AtomicBoolean();

  private LineResponse(AsyncContext context) throws IOException {
    this.context = context;
    in = context.getRequest().getInputStream();
    out = context.getResponse().getOutputStream();
  }

  /**
   * Commits the response's head. The connection is used for nothing else afterwards: the server may
   * end the response before the publisher ends its request.
   */
  static LineResponse begin(AsyncContext context) throws IOException {
    context.setTimeout(0);
    var response = (HttpServletResponse) context.getResponse();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(PublishStreamResource.TYPE);
    response.setHeader("Connection", "close");
    StreamHeaders.forEach(response::setHeader);
    var exchange = new LineResponse(context);
    response.flushBuffer();
    return exchange;
  }

  /** Reads what has arrived; waits for at least one byte. Negative at the end of the body. */
  int read(byte[] block) throws IOException {
    return in.read(block, 0, block.length);
  }

  @Override
  public void write(byte[] lines) throws IOException {
    out.write(lines);
    out.flush();
  }

  /**
   * Reads no more: otherwise the server would read the rest of the body when the response ends,
   * however long that is. For the reading thread.
   */
  void closeBody() {
    try {
      in.close();
    } catch (IOException e) {
      LOG.log(Level.FINE, "The body of a publish stream has been closed already", e);
    }
  }

  /** Ends the response; a second call does nothing. */
  void end() {
    if (ended.compareAndSet(false, true)) {
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // The container completed it first, as it does when it detects a disconnected client.
        assert ended.get();
      }
    }
  }
}
