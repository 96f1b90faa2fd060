package tidings.platform.http.page;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.Locale;
import java.util.Set;
import tidings.platform.http.ApiPaths;

/**
 * Allows only reads of the console's files: the container would answer every other method, {@code
 * DELETE} among them, with the file and {@code 200}.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class StaticFiles implements Filter {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final String ALLOW = "GET, HEAD, OPTIONS";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest from
        && response instanceof HttpServletResponse to
        && !METHODS.contains(from.getMethod())
        && isFile(from)) {
      to.setHeader("Allow", ALLOW);
      if (from.getMethod().equals("OPTIONS")) {
        to.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else {
        to.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      }
      return;
    }
    chain.doFilter(request, response);
  }

  /** The decoded path within the application. */
  static String path(HttpServletRequest request) {
    var info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  /** Whether the path is that of a file which the container serves. */
  static boolean isFile(HttpServletRequest request) {
    var path = path(request);
    if (path.isEmpty() || path.equals("/")) {
      path = "/index.html";
    }
    var lower = path.toLowerCase(Locale.ROOT);
    if (ApiPaths.isApi(request) || lower.startsWith("/web-inf") || lower.startsWith("/meta-inf")) {
      return false;
    }
    try {
      return !path.endsWith("/") && request.getServletContext().getResource(path) != null;
    } catch (MalformedURLException e) {
      return false; // a path that is not a valid URL has no file
    }
  }
}
