package tidings.runs.openai;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.ModelException;
import tidings.runs.run.RunFrame;

/**
 * The failure of a completion, as its client receives it: in the words of the model's server if
 * there are any.
 *
 * @param retryAfter the delay that this server asks for; null: none
 */
record CompletionFailure(
    int status,
    String message,
    String type,
    @Nullable String param,
    @Nullable String code,
    @Nullable Duration retryAfter) {

  private static final int CLIENT_CLOSED_REQUEST = 499;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;

  /**
   * @param model the failure of the model; null: the model did not fail, or on another node
   */
  static CompletionFailure of(RunFrame.Failure failure, @Nullable ModelException model) {
    int status = status(failure, model);
    var error = model == null ? null : model.error().orElse(null);
    if (model == null || error == null) {
      return new CompletionFailure(
          status,
          failure.message(),
          failure.type().wire(),
          null,
          null,
          model == null ? null : model.retryAfter().orElse(null));
    }
    boolean isRequests = status < 500;
    var type = isRequests ? "invalid_request_error" : failure.type().wire();
    return new CompletionFailure(
        status,
        failure.message(),
        error.type() == null ? type : error.type(),
        error.param(),
        error.code(),
        model.retryAfter().orElse(null));
  }

  private static int status(RunFrame.Failure failure, @Nullable ModelException model) {
    return switch (failure.type()) {
      case MODEL_ERROR -> status(model == null ? 0 : model.status().orElse(0));
      case TIMEOUT_ERROR -> GATEWAY_TIMEOUT;
      case CANCELLED -> CLIENT_CLOSED_REQUEST;
      case TOOL_ERROR, EXECUTION_ERROR, VALIDATION_ERROR, DATABASE_ERROR -> 500;
    };
  }

  /** A rejection of this server's own credentials is not the caller's error. */
  private static int status(int models) {
    return switch (models) {
      case 401, 403 -> BAD_GATEWAY;
      case UNAVAILABLE, GATEWAY_TIMEOUT -> models;
      default -> models >= 400 && models < 500 ? models : BAD_GATEWAY;
    };
  }

  /** The body of a refusal, or the data of a stream's last frame. */
  String json() {
    return OpenAiError.json(type, message, param, code);
  }

  Response.ResponseBuilder response() {
    var response = OpenAiError.of(status, type, message, param, code);
    if (retryAfter != null) {
      response.header(HttpHeaders.RETRY_AFTER, retryAfter.plusMillis(999).toSeconds());
    }
    return response;
  }
}
