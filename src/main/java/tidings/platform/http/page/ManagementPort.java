package tidings.platform.http.page;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Restricts the port for health and metrics to them: it is for operators, and has few sockets. The
 * application does not see the requests that the server itself answers there.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ManagementPort implements Filter {

  // By field: the container requires a filter without constructor parameters.
  @Inject Setting setting;

  /** The port; not positive if there is none. */
  public record Setting(int port) {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getLocalPort() == setting.port()
        && request instanceof HttpServletRequest from
        && response instanceof HttpServletResponse to) {
      ErrorPage.answer(from, to, HttpServletResponse.SC_NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }
}
