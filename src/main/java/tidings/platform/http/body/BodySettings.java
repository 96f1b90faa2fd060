package tidings.platform.http.body;

import java.time.Duration;

/**
 * How much requests may carry, and how long they may take to.
 *
 * @param maxBodyBytes maximum size of one request's body
 * @param memory bytes of the bodies that requests carry at a time
 * @param waits requests that wait for their bodies at a time: each holds a thread
 * @param timeout time in which a whole body must arrive
 */
public record BodySettings(int maxBodyBytes, Bound memory, Bound waits, Duration timeout) {

  /**
   * @param perUser maximum of the requests of one user
   * @param total maximum of all requests of this node
   */
  public record Bound(long perUser, long total) {}

  /**
   * @throws IllegalArgumentException if no request could ever carry a body of the maximum size, or
   *     none could wait for it
   */
  public BodySettings {
    if (memory.perUser() < maxBodyBytes || memory.total() < memory.perUser()) {
      throw new IllegalArgumentException(
          ("tidings.limits.bodies-in-flight-per-user must be at least tidings.limits.body-bytes and"
                  + " at most tidings.limits.bodies-in-flight, but they are %d, %d and %d")
              .formatted(memory.perUser(), maxBodyBytes, memory.total()));
    }
    if (waits.perUser() < 1 || waits.total() < waits.perUser()) {
      throw new IllegalArgumentException(
          ("tidings.limits.body-waits-per-user must be at least 1 and at most"
                  + " tidings.limits.body-waits, but they are %d and %d")
              .formatted(waits.perUser(), waits.total()));
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "tidings.limits.body-timeout must be more than 0, but is 0");
    }
  }
}
