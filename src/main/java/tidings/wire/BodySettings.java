package tidings.wire;

/**
 * How much requests may carry.
 *
 * @param maxBodyBytes maximum size of one request's body
 * @param inFlightPerUser maximum number of bytes of the bodies that one user's requests carry at a
 *     time
 * @param inFlight the same of all requests of this node
 */
public record BodySettings(int maxBodyBytes, long inFlightPerUser, long inFlight) {

  /**
   * @throws IllegalArgumentException if no request could ever carry a body of the maximum size
   */
  public BodySettings {
    if (inFlightPerUser < maxBodyBytes || inFlight < inFlightPerUser) {
      throw new IllegalArgumentException(
          ("tidings.limits.bodies-in-flight-per-user must be at least tidings.limits.body-bytes and"
                  + " at most tidings.limits.bodies-in-flight, but they are %d, %d and %d")
              .formatted(inFlightPerUser, maxBodyBytes, inFlight));
    }
  }
}
