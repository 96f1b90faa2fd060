package tidings.platform.http.body;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;

/**
 * Releases the memory of a request's body, however its handling ends. A request that is answered
 * later has read its body before.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class BodyRelease implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      Bodies.release(request);
    }
  }
}
