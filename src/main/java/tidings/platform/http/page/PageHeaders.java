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
import java.util.Map;
import tidings.platform.http.ApiPaths;

/**
 * Security headers of every response of the application, and cache headers of the console: its
 * assets have a hash in their name and never change, its page is requested again each time.
 *
 * <p>Responses of the server outside of the application have their headers from {@code server.xml}.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PageHeaders implements Filter {

  private static final Map<String, String> ALL =
      Map.of(
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private static final String PAGES =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'self'";

  /** A response of the API is never a page: nothing in it may run, or be framed. */
  private static final String INTERFACES =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  // By field: the container requires a filter without constructor parameters.
  @Inject HstsSettings hsts;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest from && response instanceof HttpServletResponse to) {
      ALL.forEach(to::setHeader);
      if (from.isSecure() && hsts.maxAge().isPositive()) {
        to.setHeader("Strict-Transport-Security", "max-age=" + hsts.maxAge().toSeconds());
      }
      if (ApiPaths.isApi(from)) {
        to.setHeader("Content-Security-Policy", INTERFACES);
        to.addHeader("Vary", "Origin"); // the response to one origin is not valid for another
      } else {
        to.setHeader("Content-Security-Policy", PAGES);
        to.setHeader(
            "Cache-Control", isAsset(from) ? "public, max-age=31536000, immutable" : "no-cache");
      }
    }
    chain.doFilter(request, response);
  }

  /** A file that never changes. One that does not exist may exist tomorrow. */
  private static boolean isAsset(HttpServletRequest from) {
    return StaticFiles.path(from).startsWith("/assets/") && StaticFiles.isFile(from);
  }
}
