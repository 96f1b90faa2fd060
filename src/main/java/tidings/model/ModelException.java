package tidings.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tidings.run.ErrorType;
import tidings.run.RunException;

/** A model did not do what it was asked. */
public final class ModelException extends RunException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean again;
  private final @Nullable Duration retryAfter;

  private ModelException(
      ErrorType type,
      String message,
      int status,
      boolean again,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(type, message, cause);
    this.status = status;
    this.again = again;
    this.retryAfter = retryAfter;
  }

  /** It answered with an error status. */
  static ModelException refused(int status, String message, @Nullable Duration retryAfter) {
    boolean again = status == 408 || status == 429 || status >= 500;
    return new ModelException(
        ErrorType.MODEL_ERROR,
        "the model answered %d: %s".formatted(status, message),
        status,
        again,
        retryAfter,
        null);
  }

  /** It could not be reached, or the connection broke. */
  static ModelException unreachable(String message, @Nullable Throwable cause) {
    return new ModelException(ErrorType.MODEL_ERROR, message, 0, true, null, cause);
  }

  /** It said nothing for too long. */
  static ModelException silent(String message) {
    return new ModelException(ErrorType.TIMEOUT_ERROR, message, 0, true, null, null);
  }

  /** What it said is an error, or makes no sense. */
  static ModelException said(String message) {
    return new ModelException(ErrorType.MODEL_ERROR, message, 0, false, null, null);
  }

  /** The HTTP status with which it refused, if it was that. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Whether the same call may go well a little later. */
  boolean mayGoWellLater() {
    return again;
  }

  /** How long it asked to be left alone. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
