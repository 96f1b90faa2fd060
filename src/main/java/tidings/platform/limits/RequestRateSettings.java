package tidings.platform.limits;

/**
 * The rate limit of requests of each user.
 *
 * @param perSecond requests of all kinds; publishing has a limit of its own
 */
public record RequestRateSettings(int perSecond) {

  /**
   * @throws IllegalArgumentException if it is zero
   */
  public RequestRateSettings {
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.request-rate must be at least 1, but is " + perSecond);
    }
  }
}
