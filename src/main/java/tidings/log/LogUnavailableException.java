package tidings.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The log could not take events; none of the request may be taken for accepted. */
public final class LogUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** How long a publisher should wait before it tries again. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
