package tidings.platform.signin;

/** The identity provider, or this server, rejected a sign-in, a refresh or a sign-out. */
public final class SignInException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The reason, as the console shows it. */
  public enum Reason {
    /** The browser has not started this sign-in, or too long ago, or has completed it. */
    STATE("state"),
    /** The user, or the identity provider, declined. */
    DENIED("denied"),
    /** The response of the identity provider is not valid. */
    RESPONSE("response"),
    /** The session has ended: the user must sign in again. */
    ENDED("ended");

    private final String wire;

    Reason(String wire) {
      this.wire = wire;
    }

    /** Its name in addresses and log lines. */
    public String wire() {
      return wire;
    }
  }

  private final Reason reason;

  SignInException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SignInException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
