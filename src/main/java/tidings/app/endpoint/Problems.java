package tidings.app.endpoint;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.api.PublishException;
import tidings.event.Texts;
import tidings.event.codec.Fault;
import tidings.event.codec.UnreadableEventException;
import tidings.log.LogUnavailableException;
import tidings.log.TooLargeForLogException;
import tidings.platform.http.BadRequestException;
import tidings.platform.identity.keys.KeysUnavailableException;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.QuotaExceededException;
import tidings.platform.security.RefusedException;
import tidings.platform.signin.ProviderUnavailableException;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.run.RunException;

/**
 * Turns every failure of a request into {@code application/problem+json} (RFC 9457), with the
 * faulty fields under {@code errors}.
 */
public class Problems implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(Problems.class.getName());
  private static final int CONFLICT = 409;
  private static final int TOO_LARGE = 413;

  /** Maximum length of a detail, in characters: it may repeat parts of the request. */
  private static final int MAX_DETAIL = 1000;

  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null ->
          toResponse(wrapper.getCause());
      case UnreadableEventException e ->
          problem(e.isTooLarge() ? TOO_LARGE : 400, String.valueOf(e.getMessage()), e.faults());
      case BadRequestException e -> problem(400, "the request cannot be read", e.faults());
      case RefusedException e -> refused(e);
      case KeysUnavailableException e ->
          retry(
              KeysUnavailableException.RETRY_AFTER,
              problem(503, String.valueOf(e.getMessage()), List.of()));
      case ProviderUnavailableException e ->
          retry(
              ProviderUnavailableException.RETRY_AFTER,
              problem(503, String.valueOf(e.getMessage()), List.of()));
      case OverLimitException e ->
          retry(
              e.retryAfter(),
              problem(
                  e.isServers() ? 503 : TOO_MANY_REQUESTS,
                  String.valueOf(e.getMessage()),
                  List.of()));
      case QuotaExceededException e -> quota(e);
      case LogUnavailableException e ->
          retry(
              LogUnavailableException.RETRY_AFTER,
              problem(503, "the log cannot take events now: " + e.getMessage(), List.of()));
      case ConversationsUnavailableException e ->
          retry(
              ConversationsUnavailableException.RETRY_AFTER,
              problem(503, "conversations: " + e.getMessage(), List.of()));
      case TooLargeForLogException e ->
          problem(TOO_LARGE, String.valueOf(e.getMessage()), List.of());
      case PublishException e -> notPublished(e);
      case RunException e -> problem(502, e.message(), List.of());
      case WebApplicationException e -> web(e);
      default -> {
        LOG.log(Level.SEVERE, "A request failed", LoggedFailure.of(failure));
        yield problem(500, "internal error; see the server log", List.of());
      }
    };
  }

  /** Names the limit, so that a program can suggest what to delete or to ask for. */
  private static Response quota(QuotaExceededException e) {
    int status = e.isTooLarge() ? TOO_LARGE : CONFLICT;
    var body = body(status, String.valueOf(e.getMessage()), List.of());
    body.put("limit", Map.of("name", e.limit(), "value", e.value()));
    return problem(status, body);
  }

  private static Response notPublished(PublishException e) {
    var problem = problem(e.reason().status(), String.valueOf(e.getMessage()), List.of());
    return e.retryAfter().map(after -> retry(after, problem)).orElse(problem);
  }

  private static Response refused(RefusedException e) {
    var detail = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case UNAUTHENTICATED ->
          Response.fromResponse(problem(401, detail, List.of()))
              .header(HttpHeaders.WWW_AUTHENTICATE, e.challenge())
              .build();
      case FORBIDDEN -> problem(403, detail, List.of());
    };
  }

  private static Response web(WebApplicationException e) {
    var original = e.getResponse();
    if (original.getStatus() < 400) {
      return original;
    }
    var answer =
        Response.fromResponse(problem(original.getStatus(), RuntimeWords.detail(e), List.of()));
    original
        .getHeaders()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                values.forEach(value -> answer.header(name, value));
              }
            });
    return answer.build();
  }

  private static Response retry(Duration after, Response problem) {
    long seconds = Math.max(1, after.plusMillis(999).toSeconds());
    return Response.fromResponse(problem).header(HttpHeaders.RETRY_AFTER, seconds).build();
  }

  private static Response problem(int status, String detail, List<Fault> faults) {
    return problem(status, body(status, detail, faults));
  }

  private static Response problem(int status, Map<String, Object> body) {
    return Response.status(status).type("application/problem+json").entity(body).build();
  }

  private static Map<String, Object> body(int status, String detail, List<Fault> faults) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", "about:blank");
    body.put("title", title(status));
    body.put("status", status);
    body.put("detail", Texts.shortened(detail, MAX_DETAIL));
    if (!faults.isEmpty()) {
      body.put(
          "errors",
          faults.stream()
              .map(fault -> Map.of("field", fault.field(), "message", fault.message()))
              .toList());
    }
    return body;
  }

  private static String title(int status) {
    var known = Response.Status.fromStatusCode(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
