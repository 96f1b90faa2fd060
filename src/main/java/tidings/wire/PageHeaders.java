package tidings.wire;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * Security headers of every answer, and how long a browser keeps the console: its assets carry a
 * hash in their name and never change, its page is asked for anew.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PageHeaders implements Filter {

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
              + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest from && response instanceof HttpServletResponse to) {
      var path = from.getRequestURI().substring(from.getContextPath().length());
      if (path.startsWith("/api/") || path.startsWith("/v1/")) {
        to.setHeader("X-Content-Type-Options", "nosniff");
        to.addHeader("Vary", "Origin"); // an answer to one origin is none for another
      } else {
        HEADERS.forEach(to::setHeader);
        to.setHeader(
            "Cache-Control",
            path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      }
    }
    chain.doFilter(request, response);
  }
}
