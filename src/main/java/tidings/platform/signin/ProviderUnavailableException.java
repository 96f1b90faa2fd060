package tidings.platform.signin;

import java.time.Duration;

/** The identity provider cannot be reached, or answers with an error of its own. */
public final class ProviderUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** When to try again. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  ProviderUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  ProviderUnavailableException(String message) {
    super(message);
  }
}
