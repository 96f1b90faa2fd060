package tidings.security;

/** The caller is not, or may not. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What is missing. */
  public enum Reason {
    /** No token, or none that is valid: 401. */
    UNAUTHENTICATED,
    /** A valid token that does not grant this: 403. */
    FORBIDDEN
  }

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public static RefusedException unauthenticated(String message) {
    return new RefusedException(Reason.UNAUTHENTICATED, message);
  }

  public static RefusedException forbidden(String message) {
    return new RefusedException(Reason.FORBIDDEN, message);
  }

  public Reason reason() {
    return reason;
  }
}
