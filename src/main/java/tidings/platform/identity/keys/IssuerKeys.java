package tidings.platform.identity.keys;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** The keys of the configured issuer, from any origin. Thread-safe. */
public final class IssuerKeys implements AutoCloseable {

  private final VerificationKeys keys;

  public IssuerKeys(VerificationKeys keys) {
    this.keys = keys;
  }

  /**
   * Keys from the configuration itself.
   *
   * @param text in a format of {@link KeyOrigin#text}
   * @throws IllegalArgumentException if it contains no key
   */
  public static IssuerKeys fixed(String text) {
    return new IssuerKeys(new FixedKeys(KeySetParser.parse(text)));
  }

  /**
   * Keys from an origin; none if the origin is empty. Reading a location starts in the background.
   *
   * @param timer starts the readings; they do not block it
   */
  public static IssuerKeys of(
      KeyOrigin origin, KeySettings settings, ScheduledExecutorService timer, InstantSource clock) {
    if (origin.text() != null) {
      return fixed(origin.text());
    }
    if (origin.location() == null) {
      return new IssuerKeys(new FixedKeys(List.of()));
    }
    var location =
        KeyLocation.of(origin.location(), origin.authorities(), IssuerKeys.class.getClassLoader());
    var keys = new RefreshingKeys(location, origin.name(), settings, timer, clock);
    keys.start();
    return new IssuerKeys(keys);
  }

  /** Whether the last reading succeeded. */
  public boolean isReachable() {
    return !(keys instanceof RefreshingKeys refreshing) || refreshing.isReachable();
  }

  /** Time since the last reading; zero if they never change, or were never read. */
  public Duration age() {
    return keys instanceof RefreshingKeys refreshing ? refreshing.age() : Duration.ZERO;
  }

  public VerificationKeys keys() {
    return keys;
  }

  /** Stops reading them. */
  @Override
  public void close() {
    if (keys instanceof RefreshingKeys refreshing) {
      refreshing.close();
    }
  }
}
