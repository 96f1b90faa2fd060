package tidings.platform.policy;

/** A policy that cannot be read; the message names the place and the fault. */
public final class InvalidPolicyException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message);
  }

  InvalidPolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
