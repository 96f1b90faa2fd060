package tidings.api;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events were not published. The message names the attribute, the limit or the error.
 *
 * <p>A Jakarta REST resource that does not catch it answers with {@code application/problem+json}
 * and the {@linkplain Reason#status status} of the reason.
 */
public final class PublishException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** Why events were not published. */
  public enum Reason {
    /** An attribute or the data is not valid. A retry would fail again. */
    INVALID(400),
    /** The caller's token grants less, has expired or is revoked. A retry would fail again. */
    NOT_PERMITTED(403),
    /** An event is larger than the log accepts. A retry would fail again. */
    TOO_LARGE(413),
    /** The caller's rate is exceeded. Retry after {@link #retryAfter}. */
    OVER_LIMIT(429),
    /** The log is unreachable. Retry with the same ids after {@link #retryAfter}. */
    UNAVAILABLE(503);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    /** The status of a response in HTTP. */
    public int status() {
      return status;
    }
  }

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  /**
   * For Tidings, and for tests of an application.
   *
   * @param retryAfter time after which a retry may succeed; null if none does
   */
  public PublishException(
      Reason reason, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Why events were not published. */
  public Reason reason() {
    return reason;
  }

  /** Time after which a retry may succeed; empty if none does. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
