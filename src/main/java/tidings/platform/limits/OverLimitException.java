package tidings.platform.limits;

import java.time.Duration;

/** A request exceeds the caller's limits or the server's capacity. */
public final class OverLimitException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean ours;
  private final Duration retryAfter;

  private OverLimitException(boolean ours, Duration retryAfter, String message) {
    super(message, null, false, false);
    this.ours = ours;
    this.retryAfter = retryAfter;
  }

  /** The caller exceeds a limit: 429. */
  public static OverLimitException byCaller(Duration retryAfter, String message) {
    return new OverLimitException(false, retryAfter, message);
  }

  /** The server has no capacity, or is being drained: 503. */
  public static OverLimitException byServer(Duration retryAfter, String message) {
    return new OverLimitException(true, retryAfter, message);
  }

  /** Whether the server's capacity is exhausted, not the caller's limit. */
  public boolean isServers() {
    return ours;
  }

  /** Time after which to retry. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
