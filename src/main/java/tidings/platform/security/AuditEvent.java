package tidings.platform.security;

import org.jspecify.annotations.Nullable;

/**
 * An audited action, with its outcome.
 *
 * @param user the user of the token: any text; null if no user was authenticated
 * @param call the call, {@code POST /api/admin/drain}
 * @param address of the client; null if there was no request
 * @param target the target; null if the call names it
 */
public record AuditEvent(
    Kind kind,
    @Nullable String user,
    String call,
    @Nullable String address,
    @Nullable String target,
    Outcome outcome) {

  /** The kind of an action. */
  public enum Kind {
    /** A call that only administrators may make. */
    ADMIN,
    /** A request with a rejected token or ticket, and each sign-in and sign-out of a browser. */
    SIGN_IN,
    /** Events that a caller published. */
    PUBLISH,
    /** A tool that a model called on behalf of a user. */
    TOOL
  }

  /** The outcome, as an HTTP status. */
  public record Outcome(int status) {

    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /** Whether the action succeeded. */
    public boolean isSuccess() {
      return status < FIRST_REFUSAL;
    }

    /** Whether the caller lacks the right. */
    public boolean isForbidden() {
      return status == 401 || status == 403;
    }

    /** In one word: {@code success}, {@code refused} or {@code failed}. */
    public String label() {
      return isSuccess() ? "success" : status < FIRST_FAILURE ? "refused" : "failed";
    }
  }

  /** Whether only administrators can cause it, so that no other caller can flood the log. */
  public boolean isOfAdministrators() {
    return kind == Kind.ADMIN && !outcome.isForbidden();
  }
}
