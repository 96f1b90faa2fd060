package tidings.push.connection;

import java.time.Duration;

/**
 * How a node that drains spreads the reconnects of its clients.
 *
 * @param notice how long a drained node that is not ready still serves its clients, so that load
 *     balancers notice before its clients reconnect through them
 * @param atLeast the shortest spread
 * @param acceptRate connections per second that the other nodes can accept together
 */
public record DrainSettings(Duration notice, Duration atLeast, int acceptRate) {

  public DrainSettings {
    if (acceptRate < 1) {
      throw new IllegalArgumentException("tidings.drain.reconnect-rate must be 1 or more");
    }
  }

  /**
   * The time over which this many clients are spread: no more per second than the others can
   * accept.
   */
  Duration spread(int open) {
    var needed = Duration.ofMillis(1000L * open / acceptRate);
    return needed.compareTo(atLeast) > 0 ? needed : atLeast;
  }
}
