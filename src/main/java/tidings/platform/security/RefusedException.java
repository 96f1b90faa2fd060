package tidings.platform.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;

/** The caller is not authenticated, or not authorised. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Maximum length of the message, in characters: it repeats parts of a token or a request. */
  private static final int MAX_MESSAGE = 1000;

  /** The missing condition. */
  public enum Reason {
    /** No token, or no valid one: 401. */
    UNAUTHENTICATED,
    /** A valid token that does not grant this: 403. */
    FORBIDDEN
  }

  private final Reason reason;
  private final @Nullable TokenCheck failed;

  private RefusedException(Reason reason, @Nullable TokenCheck failed, String message) {
    super(Texts.shortened(message, MAX_MESSAGE), null, false, false);
    this.reason = reason;
    this.failed = failed;
  }

  /** The request has no token. */
  public static RefusedException unauthenticated(String message) {
    return new RefusedException(Reason.UNAUTHENTICATED, null, message);
  }

  /** The request has a token that failed a check. The message must not contain the token. */
  public static RefusedException invalidToken(TokenCheck failed, String message) {
    return new RefusedException(Reason.UNAUTHENTICATED, failed, message);
  }

  /** The request has a valid token that does not grant this. */
  public static RefusedException forbidden(String message) {
    return new RefusedException(Reason.FORBIDDEN, null, message);
  }

  public Reason reason() {
    return reason;
  }

  /** The check that the token failed; empty without a token, or if it is valid. */
  public Optional<TokenCheck> failed() {
    return Optional.ofNullable(failed);
  }

  /**
   * The value of {@code WWW-Authenticate}. An error code is given only for a token that was sent.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
   */
  public String challenge() {
    var realm = "Bearer realm=\"tidings\"";
    return failed == null
        ? realm
        : realm
            + ", error=\"invalid_token\", error_description=\""
            + quotable(String.valueOf(getMessage()))
            + "\"";
  }

  /** The characters that RFC 6750 allows in a description: ASCII without quote and backslash. */
  private static String quotable(String text) {
    return text.replace('"', '\'').replaceAll("[^\\x20-\\x7e]|\\\\", "?");
  }
}
