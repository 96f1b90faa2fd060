package tidings.platform.http.page;

import jakarta.json.Json;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The response of paths without a resource of Tidings: an unknown path, or a failure of the
 * container. It replaces the container's page, which shows class names and a stack trace.
 *
 * <p>{@code web.xml} names it as the error page; no client can request a path below {@code
 * WEB-INF}.
 */
@WebServlet(urlPatterns = ErrorPage.PATH, asyncSupported = true)
public class ErrorPage extends HttpServlet {

  @Serial private static final long serialVersionUID = 1;

  static final String PATH = "/WEB-INF/error-page";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response, status(request));
  }

  /** Sends an error response without details of the container. */
  static void answer(HttpServletRequest request, HttpServletResponse response, int status)
      throws IOException {
    var title =
        Optional.ofNullable(Response.Status.fromStatusCode(status))
            .map(Response.Status::getReasonPhrase)
            .orElse("Error");
    boolean isForPeople = accepts(request, "text/html");
    var body =
        (isForPeople ? page(status, title) : problem(status, title))
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(isForPeople ? "text/html;charset=UTF-8" : "application/problem+json");
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }

  private static int status(HttpServletRequest request) {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND;
    return status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR && hasBackslash(request)
        ? HttpServletResponse.SC_BAD_REQUEST
        : status;
  }

  /** The container fails at such a path, before any filter. */
  private static boolean hasBackslash(HttpServletRequest request) {
    var path =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
            ? uri
            : request.getRequestURI();
    return path.indexOf('\\') >= 0 || path.toLowerCase(Locale.ROOT).contains("%5c");
  }

  private static boolean accepts(HttpServletRequest request, String type) {
    var accept = request.getHeader("Accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains(type);
  }

  private static String problem(int status, String title) {
    return Json.createObjectBuilder()
        .add("type", "about:blank")
        .add("title", title)
        .add("status", status)
        .add("detail", detail(status))
        .build()
        .toString();
  }

  private static String page(int status, String title) {
    return """
    <!doctype html>
    <html lang="en"><head><title>%d %s</title></head>
    <body><h1>%s</h1><p>%s</p></body></html>
    """
        .formatted(status, title, title, detail(status));
  }

  private static String detail(int status) {
    return switch (status) {
      case HttpServletResponse.SC_BAD_REQUEST -> "the request cannot be read";
      case HttpServletResponse.SC_NOT_FOUND -> "no resource exists at this path";
      case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> "this path does not support the method";
      default ->
          status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
              ? "the request was refused"
              : "internal error; see the server log";
    };
  }
}
