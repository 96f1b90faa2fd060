package tidings.platform.identity.keys;

import java.time.Duration;

/**
 * Settings for reading and keeping the issuer's keys.
 *
 * @param refresh interval of the regular readings
 * @param timeout maximum time of one reading, and maximum time that a request waits for it
 * @param maxAge maximum age of the keys, from the last reading that succeeded
 * @param readsPerMinute maximum number of readings per minute for tokens that no known key fits
 */
public record KeySettings(Duration refresh, Duration timeout, Duration maxAge, int readsPerMinute) {

  /**
   * @throws IllegalArgumentException if a time or the number is not positive, or keys would expire
   *     before they are read again
   */
  public KeySettings {
    require(refresh.isPositive(), "tidings.identity.keys-refresh must be longer than 0");
    require(timeout.isPositive(), "tidings.identity.keys-timeout must be longer than 0");
    require(
        maxAge.compareTo(refresh) > 0,
        "tidings.identity.keys-max-age must be longer than tidings.identity.keys-refresh, but they"
            + " are %d s and %d s".formatted(maxAge.toSeconds(), refresh.toSeconds()));
    require(readsPerMinute > 0, "tidings.identity.keys-reads-per-minute must be 1 or more");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
