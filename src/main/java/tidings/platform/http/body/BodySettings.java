package tidings.platform.http.body;

import java.time.Duration;

/**
 * Limits of the size and the duration of request bodies.
 *
 * @param maxBodyBytes maximum size of one request's body
 * @param memory limit of the bytes of all bodies at a time
 * @param waits limit of the requests that wait for their bodies: each holds a thread
 * @param timeout maximum time until a whole body has arrived
 */
public record BodySettings(int maxBodyBytes, Limit memory, Limit waits, Duration timeout) {

  /**
   * @param perUser maximum of one user's requests
   * @param total maximum of all requests of this node
   */
  public record Limit(long perUser, long total) {}

  /**
   * @throws IllegalArgumentException if no request could carry a body of the maximum size, or none
   *     could wait for it
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
          ("tidings.limits.pending-bodies-per-user must be at least 1 and at most"
                  + " tidings.limits.pending-bodies, but they are %d and %d")
              .formatted(waits.perUser(), waits.total()));
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "tidings.limits.body-timeout must be more than 0, but is 0");
    }
  }
}
