package tidings.ingress;

/** The reason why the server ends a publish stream, as its last line reports it. */
public enum PublishEnd {
  /** The node drains or shuts down. */
  SHUTDOWN(1000, "shutdown", true),
  /** The token has expired. */
  TOKEN_EXPIRED(1001, "token-expired", true),
  /** The token is revoked. */
  REVOKED(1002, "revoked", false),
  /** The publisher was silent for longer than the server's read timeout. */
  IDLE(1008, "idle", true),
  /** The server has failed; its log has the reason. */
  ERROR(1011, "error", true);

  private final int code;
  private final String reason;
  private final boolean reconnect;

  PublishEnd(int code, String reason, boolean reconnect) {
    this.code = code;
    this.reason = reason;
    this.reconnect = reconnect;
  }

  /** The last line of the answers, without its line feed. */
  public String line() {
    return "{\"close\":{\"code\":%d,\"reason\":\"%s\",\"reconnect\":%b}}"
        .formatted(code, reason, reconnect);
  }
}
