package tidings.platform.identity.keys;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** The keys of the configured issuer, wherever they come from. Thread-safe. */
public final class IssuerKeys implements AutoCloseable {

  private final VerificationKeys keys;

  public IssuerKeys(VerificationKeys keys) {
    this.keys = keys;
  }

  /**
   * Keys of the configuration itself.
   *
   * @param text as {@link KeyOrigin#text} has it
   * @throws IllegalArgumentException if there is no key in it
   */
  public static IssuerKeys fixed(String text) {
    return new IssuerKeys(new FixedKeys(KeySetParser.parse(text)));
  }

  /**
   * Keys of where they come from; none if that is nowhere. Those of a location begin to be read,
   * and the answer is not waited for.
   *
   * @param timer starts the readings; it is not held up by them
   */
  public static IssuerKeys of(
      KeyOrigin origin, KeySettings settings, ScheduledExecutorService timer, InstantSource clock) {
    if (origin.text() != null) {
      return fixed(origin.text());
    }
    if (origin.location() == null) {
      return new IssuerKeys(new FixedKeys(List.of()));
    }
    var place =
        KeyLocation.of(origin.location(), origin.authorities(), IssuerKeys.class.getClassLoader());
    var keys = new RefreshingKeys(place, origin.name(), settings, timer, clock);
    keys.start();
    return new IssuerKeys(keys);
  }

  /** Whether they could be read when they were last asked for. */
  public boolean isReachable() {
    return !(keys instanceof RefreshingKeys refreshing) || refreshing.isReachable();
  }

  /** How long ago they were last read; zero if they never change, or were never read. */
  public Duration age() {
    return keys instanceof RefreshingKeys refreshing ? refreshing.age() : Duration.ZERO;
  }

  public VerificationKeys keys() {
    return keys;
  }

  /** Reads them no more. */
  @Override
  public void close() {
    if (keys instanceof RefreshingKeys refreshing) {
      refreshing.close();
    }
  }
}
