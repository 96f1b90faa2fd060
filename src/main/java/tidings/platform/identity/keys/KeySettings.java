package tidings.platform.identity.keys;

import java.time.Duration;

/**
 * How the keys of the issuer are read and kept.
 *
 * @param refresh how often they are read though nothing asks for it
 * @param timeout how long one reading may take, and how long a request waits for it at most
 * @param maxAge how long they are used after the last reading that succeeded
 * @param readsPerMinute readings a minute, at most, because of tokens that no known key fits
 */
public record KeySettings(Duration refresh, Duration timeout, Duration maxAge, int readsPerMinute) {

  /**
   * @throws IllegalArgumentException if a time or the number is not positive, or keys would be too
   *     old before they are read again
   */
  public KeySettings {
    require(refresh.isPositive(), "tidings.identity.keys-refresh must be longer than 0");
    require(timeout.isPositive(), "tidings.identity.keys-timeout must be longer than 0");
    require(
        maxAge.compareTo(refresh) > 0,
        "tidings.identity.keys-max-age must be longer than tidings.identity.keys-refresh");
    require(readsPerMinute > 0, "tidings.identity.keys-reads-per-minute must be 1 or more");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
