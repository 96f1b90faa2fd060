package tidings.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tidings.codec.UnreadableEventException;

/** Reads what a request carries, up to the bound of a body. Thread-safe. */
@Singleton
public class Bodies {

  private final BodySettings settings;

  @Inject
  public Bodies(BodySettings settings) {
    this.settings = settings;
  }

  /**
   * The whole body.
   *
   * @throws UnreadableEventException if it is larger than is taken
   */
  public byte[] read(HttpServletRequest request) throws IOException {
    int max = settings.maxBodyBytes();
    if (request.getContentLengthLong() > max) {
      throw tooLarge(max);
    }
    var body = request.getInputStream().readNBytes(max + 1);
    if (body.length > max) {
      throw tooLarge(max);
    }
    return body;
  }

  private static UnreadableEventException tooLarge(int max) {
    return UnreadableEventException.tooLarge(
        "", "the body is more than the " + max + " bytes that are taken");
  }
}
