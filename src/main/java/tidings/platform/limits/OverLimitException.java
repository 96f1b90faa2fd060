package tidings.platform.limits;

import java.time.Duration;

/** More was asked for than is allowed or there is room for. */
public final class OverLimitException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean ours;
  private final Duration retryAfter;

  private OverLimitException(boolean ours, Duration retryAfter, String message) {
    super(message, null, false, false);
    this.ours = ours;
    this.retryAfter = retryAfter;
  }

  /** The caller asks for too much: 429. */
  public static OverLimitException byCaller(Duration retryAfter, String message) {
    return new OverLimitException(false, retryAfter, message);
  }

  /** The server has no room, or is being drained: 503. */
  public static OverLimitException byServer(Duration retryAfter, String message) {
    return new OverLimitException(true, retryAfter, message);
  }

  /** Whether the server's capacity, not the caller's allowance, is what is used up. */
  public boolean isServers() {
    return ours;
  }

  /** When it is worth trying again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
