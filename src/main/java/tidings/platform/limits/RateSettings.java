package tidings.platform.limits;

/**
 * Rate limits of each caller, per second.
 *
 * @param publishRate events
 * @param publishBytes bytes of events
 * @param connectRate subscriptions
 * @param changeRate changes of subscriptions
 */
public record RateSettings(int publishRate, int publishBytes, int connectRate, int changeRate) {

  /**
   * @throws IllegalArgumentException if one is zero, which a bucket does not accept
   */
  public RateSettings {
    require("publish-rate", publishRate);
    require("publish-byte-rate", publishBytes);
    require("connect-rate", connectRate);
    require("change-rate", changeRate);
  }

  private static void require(String key, int perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException(
          "tidings.limits.%s must be at least 1, but is %d".formatted(key, perSecond));
    }
  }
}
