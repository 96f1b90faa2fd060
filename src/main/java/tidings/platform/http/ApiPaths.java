package tidings.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Decides which paths are Tidings' APIs, and not pages or files. */
public final class ApiPaths {

  private static final List<String> ROOTS = List.of("/api", "/v1", "/dev", "/auth");

  private ApiPaths() {}

  public static boolean isApi(HttpServletRequest request) {
    var path = request.getRequestURI().substring(request.getContextPath().length());
    return ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }
}
