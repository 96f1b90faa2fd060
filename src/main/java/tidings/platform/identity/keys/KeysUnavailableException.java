package tidings.platform.identity.keys;

import java.time.Duration;

/**
 * The issuer's keys cannot be read, so that no token can be verified, valid or not: 503. The
 * message is for the client.
 */
public final class KeysUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Time after which to retry: the keys are read again more often than that. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  KeysUnavailableException() {
    super("the keys of the identity provider cannot be read now", null, false, false);
  }
}
