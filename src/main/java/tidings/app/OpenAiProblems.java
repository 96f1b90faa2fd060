package tidings.app;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.codec.UnreadableEventException;
import tidings.completion.OpenAiError;
import tidings.limits.OverLimitException;
import tidings.run.RunException;
import tidings.security.RefusedException;
import tidings.wire.BadRequestException;

/** Turns every failure of a request under {@code /v1} into an error that OpenAI's clients read. */
public class OpenAiProblems implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(OpenAiProblems.class.getName());
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case BadRequestException e -> {
        var fault = e.faults().getFirst();
        var param = fault.field().isEmpty() ? null : fault.field();
        var said = param == null ? fault.message() : param + " " + fault.message();
        yield error(400, "invalid_request_error", said, param, null).build();
      }
      case UnreadableEventException e ->
          error(TOO_LARGE, "invalid_request_error", text(e), null, "request_too_large").build();
      case RefusedException e -> refused(e);
      case OverLimitException e ->
          error(
                  e.isServers() ? 503 : TOO_MANY_REQUESTS,
                  e.isServers() ? "server_error" : "rate_limit_error",
                  text(e),
                  null,
                  "rate_limit_exceeded")
              .header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()))
              .build();
      case RunException e -> error(502, e.type().wire(), e.told(), null, null).build();
      case WebApplicationException e -> {
        int status = e.getResponse().getStatus();
        yield status < 400
            ? e.getResponse()
            : error(status, "invalid_request_error", text(e), null, null).build();
      }
      default -> {
        LOG.log(Level.SEVERE, "A request failed", failure);
        yield error(500, "server_error", "the server failed; its log says how", null, null).build();
      }
    };
  }

  private static Response refused(RefusedException e) {
    return switch (e.reason()) {
      case UNAUTHENTICATED ->
          error(401, "invalid_request_error", text(e), null, "invalid_api_key")
              .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tidings\"")
              .build();
      case FORBIDDEN -> error(403, "invalid_request_error", text(e), null, "forbidden").build();
    };
  }

  private static String text(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static Response.ResponseBuilder error(
      int status, String type, String message, @Nullable String param, @Nullable String code) {
    return OpenAiError.of(status, type, message, param, code);
  }
}
