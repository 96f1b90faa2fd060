package tidings.ingress.http;

/**
 * Limits of one publish stream.
 *
 * @param inFlight maximum number of lines that are read and not answered
 * @param lineBytes maximum length of a line; also the maximum length of all lines that are not
 *     answered, unless it is one line
 */
public record PublishStreamSettings(int inFlight, int lineBytes) {

  public PublishStreamSettings {
    if (inFlight < 1) {
      throw new IllegalArgumentException(
          "tidings.publish.in-flight must be 1 or more, but is " + inFlight);
    }
  }
}
