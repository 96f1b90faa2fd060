package tidings.app.endpoint;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.http.BadRequestException;
import tidings.platform.identity.keys.KeysUnavailableException;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.RefusedException;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.openai.OpenAiError;
import tidings.runs.run.RunException;

/** Turns every failure of a request under {@code /v1} into an error that OpenAI's clients read. */
public class OpenAiProblems implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(OpenAiProblems.class.getName());
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;

  /** Maximum length of a message, in characters: it may repeat parts of the request. */
  private static final int MAX_MESSAGE = 1000;

  private static final int TOO_MANY_REQUESTS = 429;

  private static final String INVALID = "invalid_request_error";
  private static final String THERE_IS =
      "This server has POST /v1/chat/completions, GET /v1/models and GET /v1/models/{model};"
          + " set the client to chat completions";

  @Context @Nullable Request request;
  @Context @Nullable UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case BadRequestException e -> {
        var fault = e.faults().getFirst();
        var param = fault.field().isEmpty() ? null : fault.field();
        var message = param == null ? fault.message() : param + " " + fault.message();
        yield error(400, INVALID, message, param, null).build();
      }
      case UnreadableEventException e ->
          error(TOO_LARGE, INVALID, text(e), null, "request_too_large").build();
      case RefusedException e -> refused(e);
      case KeysUnavailableException e ->
          error(503, "server_error", text(e), null, null)
              .header(HttpHeaders.RETRY_AFTER, KeysUnavailableException.RETRY_AFTER.toSeconds())
              .build();
      case OverLimitException e ->
          error(
                  e.isServers() ? 503 : TOO_MANY_REQUESTS,
                  e.isServers() ? "server_error" : "rate_limit_error",
                  text(e),
                  null,
                  "rate_limit_exceeded")
              .header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()))
              .build();
      case ConversationsUnavailableException e ->
          error(503, "server_error", text(e), null, null)
              .header(
                  HttpHeaders.RETRY_AFTER,
                  ConversationsUnavailableException.RETRY_AFTER.toSeconds())
              .build();
      case RunException e -> error(502, e.type().wire(), e.message(), null, null).build();
      case WebApplicationException e -> web(e);
      default -> {
        LOG.log(Level.SEVERE, "A request failed", LoggedFailure.of(failure));
        yield error(500, "server_error", "internal error; see the server log", null, null).build();
      }
    };
  }

  private Response web(WebApplicationException e) {
    var response = e.getResponse();
    int status = response.getStatus();
    if (status < 400 || response.hasEntity()) {
      return response;
    }
    return switch (status) {
      case NOT_FOUND ->
          error(status, INVALID, "Unknown request URL: " + description(), null, "unknown_url")
              .build();
      case NOT_ALLOWED -> {
        var answer =
            error(status, INVALID, "Not allowed: " + description(), null, "method_not_supported");
        var allowed = response.getHeaderString(HttpHeaders.ALLOW);
        yield (allowed == null ? answer : answer.header(HttpHeaders.ALLOW, allowed)).build();
      }
      default -> error(status, INVALID, RuntimeWords.detail(e), null, null).build();
    };
  }

  /** The requested URL, and the available ones. */
  private String description() {
    return request == null || uri == null
        ? THERE_IS
        : "%s %s. %s".formatted(request.getMethod(), uri.getRequestUri().getPath(), THERE_IS);
  }

  private static Response refused(RefusedException e) {
    return switch (e.reason()) {
      case UNAUTHENTICATED ->
          error(401, INVALID, text(e), null, "invalid_api_key")
              .header(HttpHeaders.WWW_AUTHENTICATE, e.challenge())
              .build();
      case FORBIDDEN -> error(403, INVALID, text(e), null, "forbidden").build();
    };
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static Response.ResponseBuilder error(
      int status, String type, String message, @Nullable String param, @Nullable String code) {
    return OpenAiError.of(status, type, Texts.shortened(message, MAX_MESSAGE), param, code);
  }
}
