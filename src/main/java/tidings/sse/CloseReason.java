package tidings.sse;

/** The reason why the server ends a stream, as {@code tidings.close} reports it to the client. */
public enum CloseReason {
  /** The node shuts down. */
  SHUTDOWN(1000, "shutdown", true),
  /** The token expired and was not renewed. */
  TOKEN_EXPIRED(1001, "token-expired", true),
  /** The stream was closed by its owner or an administrator. */
  REVOKED(1002, "revoked", false),
  /** The client read too slowly and its queue was full. */
  SLOW_CONSUMER(1003, "slow-consumer", true),
  /** The user opened more streams than allowed; the oldest is closed. */
  REPLACED(1004, "replaced", false),
  /** The stream reached its maximum lifetime, or the application ended it. */
  LIFETIME(1005, "lifetime", true),
  /**
   * The node has lost contact with its log; other nodes may not have. 1006 is a rejected stream.
   */
  STALE(1007, "stale", true);

  /** The event name. */
  public static final String NAME = "tidings.close";

  private final int code;
  private final String reason;
  private final boolean reconnect;

  CloseReason(int code, String reason, boolean reconnect) {
    this.code = code;
    this.reason = reason;
    this.reconnect = reconnect;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public boolean reconnect() {
    return reconnect;
  }

  /** The data of the {@code tidings.close} frame; {@code afterMillis} is the reconnect delay. */
  public String data(long afterMillis) {
    return "{\"code\":%d,\"reason\":\"%s\",\"reconnect\":%b,\"after\":%d}"
        .formatted(code, reason, reconnect, afterMillis);
  }
}
