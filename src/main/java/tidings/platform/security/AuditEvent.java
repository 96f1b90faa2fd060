package tidings.platform.security;

import org.jspecify.annotations.Nullable;

/**
 * Something that is audited, once its outcome is known.
 *
 * @param user who did it, as the token says: any text; null if nobody was authenticated
 * @param call what was called, {@code POST /api/admin/drain}
 * @param address of the client; null if it was not done by a request
 * @param target what it was done to; null if the call says it all
 */
public record AuditEvent(
    Kind kind,
    @Nullable String user,
    String call,
    @Nullable String address,
    @Nullable String target,
    Outcome outcome) {

  /** What kind of thing it is. */
  public enum Kind {
    /** A call that only administrators may make. */
    ADMIN,
    /** A request with a token, or a ticket, that was not accepted. */
    SIGN_IN,
    /** Events that somebody published. */
    PUBLISH,
    /** A tool that a model called for somebody. */
    TOOL
  }

  /** What became of it, by the status that HTTP has for it. */
  public record Outcome(int status) {

    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_FAILURE = 500;

    /** Whether it was done. */
    public boolean isSuccess() {
      return status < FIRST_REFUSAL;
    }

    /** Whether it may not be done by this caller. */
    public boolean isForbidden() {
      return status == 401 || status == 403;
    }

    /** In one word: {@code success}, {@code refused} or {@code failed}. */
    public String word() {
      return isSuccess() ? "success" : status < FIRST_FAILURE ? "refused" : "failed";
    }
  }

  /** Whether only administrators can cause it, so that nobody else can flood what is written. */
  public boolean isOfAdministrators() {
    return kind == Kind.ADMIN && !outcome.isForbidden();
  }
}
