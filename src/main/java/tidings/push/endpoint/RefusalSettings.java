package tidings.push.endpoint;

/**
 * Configuration of the refusals.
 *
 * @param form what a client of a stream that does not say who it is is sent in place of a refusal
 *     that passes
 */
public record RefusalSettings(Form form) {

  /** How a refusal that passes is answered. */
  public enum Form {
    /** As a stream that ends with {@code tidings.close}: an {@code EventSource} comes back. */
    STREAM,
    /** By its status: a load balancer tries the next node, an {@code EventSource} gives up. */
    STATUS
  }
}
