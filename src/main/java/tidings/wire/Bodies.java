package tidings.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.codec.Fault;
import tidings.codec.UnreadableEventException;

/** Reads what a request carries, up to the bound of a body. Thread-safe. */
@Singleton
public class Bodies {

  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");

  private final BodySettings settings;

  @Inject
  public Bodies(BodySettings settings) {
    this.settings = settings;
  }

  /**
   * The whole body.
   *
   * @throws UnreadableEventException if it is larger than is taken
   * @throws BadRequestException if it is not what its {@code Content-Encoding} says
   * @throws NotSupportedException if that is unknown
   */
  public byte[] read(HttpServletRequest request) {
    int max = settings.maxBodyBytes();
    if (request.getContentLengthLong() > max) {
      throw tooLarge(max);
    }
    var coding = coding(request);
    var body = read(request, coding, max + 1);
    if (body.length > max) {
      throw tooLarge(max);
    }
    if (body.length == 0 && coding != null && request.getContentLengthLong() > 0) {
      throw unreadable(coding); // it ended too early
    }
    return body;
  }

  /** The server decompresses what it knows; anything else would be read as it is. */
  private static @Nullable String coding(HttpServletRequest request) {
    var coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding == null || coding.equalsIgnoreCase("identity")) {
      return null;
    }
    if (!CODINGS.contains(coding.strip().toLowerCase(Locale.ROOT))) {
      var answer = Response.status(Response.Status.UNSUPPORTED_MEDIA_TYPE);
      throw new NotSupportedException(
          "Content-Encoding: must be gzip, deflate or identity",
          answer.header("Accept-Encoding", "gzip, deflate").build());
    }
    return coding;
  }

  private static byte[] read(HttpServletRequest request, @Nullable String coding, int atMost) {
    try {
      return request.getInputStream().readNBytes(atMost);
    } catch (IOException e) { // of a client that is gone, too, which reads no answer
      throw unreadable(coding == null ? "identity" : coding);
    }
  }

  private static BadRequestException unreadable(String coding) {
    return new BadRequestException(
        List.of(new Fault("", "the body is cut off, or is not '%s'".formatted(coding))));
  }

  private static UnreadableEventException tooLarge(int max) {
    return UnreadableEventException.tooLarge(
        "", "the body is more than the " + max + " bytes that are taken");
  }
}
