package tidings.runs.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.platform.limits.OverLimitException;
import tidings.runs.run.ErrorType;
import tidings.runs.run.RunException;

/** A model call failed. */
public final class ModelException extends RunException {

  private static final long serialVersionUID = 1;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** Maximum length of a model's name in an error, in characters. */
  private static final int SHOWN = 200;

  private final int status;
  private final boolean again;
  private final @Nullable Duration retryAfter;
  private final transient @Nullable ModelError error;

  private ModelException(
      ErrorType type,
      String message,
      int status,
      boolean again,
      @Nullable Duration retryAfter,
      @Nullable ModelError error,
      @Nullable Throwable cause) {
    super(type, message, cause);
    this.status = status;
    this.again = again;
    this.retryAfter = retryAfter;
    this.error = error;
  }

  /**
   * The server answered with an error status. If it rejects this server's own credentials, its
   * message is left out, because it may repeat a part of the key.
   */
  public static ModelException refused(
      int status, ModelError error, @Nullable Duration retryAfter) {
    boolean isOurs = status == UNAUTHORIZED || status == FORBIDDEN;
    boolean again = status == 408 || status == 429 || status >= 500;
    return new ModelException(
        ErrorType.MODEL_ERROR,
        "the model answered %d: %s"
            .formatted(status, isOurs ? "it does not accept this server's key" : error.message()),
        status,
        again,
        retryAfter,
        isOurs ? null : error,
        null);
  }

  /** The model is not one that callers may ask for. */
  static ModelException notOffered(String name) {
    var message = "unknown model '" + Texts.shortened(name, SHOWN) + "'";
    var error = new ModelError(message, "invalid_request_error", "model", "model_not_found");
    return new ModelException(ErrorType.MODEL_ERROR, message, NOT_FOUND, false, null, error, null);
  }

  /** No model is configured. */
  static ModelException unconfigured() {
    var message = "no model is configured: an administrator sets tidings.model.base-url";
    var error = new ModelError(message, "server_error", null, "model_not_configured");
    return new ModelException(
        ErrorType.MODEL_ERROR, message, UNAVAILABLE, false, null, error, null);
  }

  /** The caller has too few tokens left for today. */
  static ModelException overBudget(OverLimitException refusal) {
    var message = String.valueOf(refusal.getMessage());
    var error = new ModelError(message, "rate_limit_error", null, "insufficient_quota");
    return new ModelException(
        ErrorType.MODEL_ERROR,
        message,
        TOO_MANY_REQUESTS,
        false,
        refusal.retryAfter(),
        error,
        refusal);
  }

  /** The server could not be reached, or the connection broke. */
  public static ModelException unreachable(String message, @Nullable Throwable cause) {
    return new ModelException(ErrorType.MODEL_ERROR, message, 0, true, null, null, cause);
  }

  /** The server sent nothing for too long. */
  public static ModelException readTimeout(String message) {
    return new ModelException(ErrorType.TIMEOUT_ERROR, message, 0, true, null, null, null);
  }

  /** The server's answer is invalid. */
  public static ModelException invalidAnswer(String message) {
    return new ModelException(ErrorType.MODEL_ERROR, message, 0, false, null, null, null);
  }

  /** The server began to answer, and then reported a failure. */
  public static ModelException failed(ModelError error) {
    return new ModelException(
        ErrorType.MODEL_ERROR, "the model failed: " + error.message(), 0, false, null, error, null);
  }

  /** The HTTP status of the refusal, if it was one. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** The server's error, unless it is not for callers. */
  public Optional<ModelError> error() {
    return Optional.ofNullable(error);
  }

  /** Whether a retry of the same call may succeed a little later. */
  public boolean isRetryable() {
    return again;
  }

  /** Whether the server sent nothing for too long. */
  public boolean isReadTimeout() {
    return type() == ErrorType.TIMEOUT_ERROR;
  }

  /** The retry delay that the server asked for. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
