package tidings.platform.signin.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.ClientAddress;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;

/** Reports sign-ins and sign-outs of browsers to the audit log, without any token. */
final class SignInAudit {

  private static final int SUCCESS = 200;
  private static final int REFUSED = 401;
  private static final int FAILED = 503;

  private final AuditTrail trail;

  SignInAudit(AuditTrail trail) {
    this.trail = trail;
  }

  /** A user signed in or out. */
  void success(HttpServletRequest from, String user) {
    record(from, user, null, SUCCESS);
  }

  /**
   * The identity provider ended sessions.
   *
   * @param target the session or the subject that it named
   */
  void successOfProvider(HttpServletRequest from, String target) {
    record(from, null, target, SUCCESS);
  }

  /**
   * A sign-in, a refresh or a sign-out was refused.
   *
   * @param user whose session it was; null if there was none
   */
  void refusal(HttpServletRequest from, @Nullable String user, String reason) {
    record(from, user, reason, REFUSED);
  }

  /** The identity provider could not be reached. */
  void failure(HttpServletRequest from, String reason) {
    record(from, null, reason, FAILED);
  }

  private void record(
      HttpServletRequest from, @Nullable String user, @Nullable String target, int status) {
    trail.record(
        new AuditEvent(
            AuditEvent.Kind.SIGN_IN,
            user,
            from.getMethod() + " " + from.getRequestURI(),
            ClientAddress.of(from),
            target,
            new AuditEvent.Outcome(status)));
  }
}
