package tidings.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;
import tidings.platform.socket.RequestsInProgress;
import tidings.platform.socket.SocketTable;

/**
 * Marks the connection of a request as in use until it is answered, so that it does not count as
 * idle.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RequestProgress implements Filter {

  // By field: the container requires a filter without constructor parameters.
  @Inject RequestsInProgress requests;

  /** Ends the request's mark with the asynchronous response. */
  private record End(RequestsInProgress.Request progress) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      progress.end();
    }

    @Override
    public void onError(AsyncEvent event) {
      // Completed concurrently.
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // Completed concurrently.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var progress =
        requests.begin(SocketTable.socket(request.getLocalPort(), request.getRemotePort()));
    boolean isLater = false;
    try {
      chain.doFilter(request, response);
      isLater = request.isAsyncStarted() && isEndedBy(request, new End(progress));
    } finally {
      if (!isLater) {
        progress.end();
      }
    }
  }

  private static boolean isEndedBy(ServletRequest request, AsyncListener end) {
    try {
      request.getAsyncContext().addListener(end);
      return true;
    } catch (IllegalStateException e) {
      return false; // answered meanwhile
    }
  }
}
