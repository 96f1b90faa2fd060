package tidings.platform.limits;

/**
 * How many requests each user may send in a second.
 *
 * @param perSecond requests of all kinds; publishing has a rate of its own
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
