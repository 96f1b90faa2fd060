package tidings.platform.limits;

/**
 * A user wants to store more than a limit allows. Waiting does not help: the user must store less,
 * or delete something first.
 */
public final class QuotaExceededException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean tooLarge;
  private final String limit;
  private final long value;

  private QuotaExceededException(boolean tooLarge, String limit, long value, String message) {
    super(message, null, false, false);
    this.tooLarge = tooLarge;
    this.limit = limit;
    this.value = value;
  }

  /**
   * One thing is too large, whatever else is stored: 413.
   *
   * @param limit the key of the configuration below {@code tidings.limits.}
   * @param value its value, in bytes
   * @param what is too large, as the subject of a sentence
   */
  public static QuotaExceededException tooLarge(String limit, long value, String what) {
    return new QuotaExceededException(
        true,
        limit,
        value,
        "%s has more than %d bytes (tidings.limits.%s)".formatted(what, value, limit));
  }

  /**
   * The user has stored all that the limit allows: 409.
   *
   * @param limit the key of the configuration below {@code tidings.limits.}
   * @param what there is no more room for, in plural
   */
  public static QuotaExceededException full(String limit, long value, String what) {
    return new QuotaExceededException(
        false,
        limit,
        value,
        "there is no room for more than %d %s (tidings.limits.%s)".formatted(value, what, limit));
  }

  /** Whether one thing is too large; else the user's store is full. */
  public boolean isTooLarge() {
    return tooLarge;
  }

  /** The limit: its key of the configuration below {@code tidings.limits.}. */
  public String limit() {
    return limit;
  }

  /** What that limit allows: a number, or bytes. */
  public long value() {
    return value;
  }
}
