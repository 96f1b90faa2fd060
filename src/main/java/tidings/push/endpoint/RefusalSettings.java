package tidings.push.endpoint;

/**
 * Configuration of the refusals.
 *
 * @param form the answer to a client of a stream that does not identify itself, in place of a
 *     temporary refusal
 */
public record RefusalSettings(Form form) {

  /** The form of a temporary refusal. */
  public enum Form {
    /** As a stream that ends with {@code tidings.close}: an {@code EventSource} reconnects. */
    STREAM,
    /** As its status: a load balancer tries the next node, an {@code EventSource} stops. */
    STATUS
  }
}
