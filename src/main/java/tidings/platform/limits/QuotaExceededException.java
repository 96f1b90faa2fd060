package tidings.platform.limits;

/**
 * A user wants to store more than a limit allows. A retry does not help: the user must store less,
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
   * One item is too large, whatever else is stored: 413.
   *
   * @param limit the configuration key after {@code tidings.limits.}
   * @param value its value, in bytes
   * @param what the item that is too large, as the subject of a sentence
   */
  public static QuotaExceededException tooLarge(String limit, long value, String what) {
    return new QuotaExceededException(
        true,
        limit,
        value,
        "%s has more than %d bytes (tidings.limits.%s)".formatted(what, value, limit));
  }

  /**
   * The user's storage is full: 409.
   *
   * @param limit the configuration key after {@code tidings.limits.}
   * @param what the items for which there is no more space, in plural
   */
  public static QuotaExceededException full(String limit, long value, String what) {
    return new QuotaExceededException(
        false,
        limit,
        value,
        "the limit of %d %s is reached (tidings.limits.%s)".formatted(value, what, limit));
  }

  /** Whether one item is too large; else the user's storage is full. */
  public boolean isTooLarge() {
    return tooLarge;
  }

  /** The limit: its configuration key after {@code tidings.limits.}. */
  public String limit() {
    return limit;
  }

  /** The value of that limit: a number, or bytes. */
  public long value() {
    return value;
  }
}
