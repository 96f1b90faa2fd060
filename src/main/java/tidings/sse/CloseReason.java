package tidings.sse;

/** Why the server ends a stream, as the client is told in {@code tidings.close}. */
public enum CloseReason {
  /** The node goes away. */
  SHUTDOWN(1000, "shutdown", true),
  /** The token ended and no fresh one came. */
  TOKEN_EXPIRED(1001, "token-expired", true),
  /** Closed by its owner or an administrator. */
  REVOKED(1002, "revoked", false),
  /** The client read too slowly and its queue was full. */
  SLOW_CONSUMER(1003, "slow-consumer", true),
  /** The user opened more streams than allowed; the oldest goes. */
  REPLACED(1004, "replaced", false),
  /** The stream reached its longest life, or the application ended it. */
  LIFETIME(1005, "lifetime", true),
  /** The node is cut off from its log; others may not be. 1006 is a stream that was refused. */
  STALE(1007, "stale", true);

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

  /** The data of the {@code tidings.close} frame; {@code afterMillis}: when to come back. */
  public String data(long afterMillis) {
    return "{\"code\":%d,\"reason\":\"%s\",\"reconnect\":%b,\"after\":%d}"
        .formatted(code, reason, reconnect, afterMillis);
  }
}
