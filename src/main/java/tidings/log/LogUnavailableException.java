package tidings.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The log could not append events; a publisher must assume that none of the request was accepted.
 */
public final class LogUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Time after which a publisher should retry. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
