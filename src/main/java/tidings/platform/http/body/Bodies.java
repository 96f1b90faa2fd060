package tidings.platform.http.body;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.limits.BodyBudget;
import tidings.platform.security.Caller;

/**
 * Reads the body of a request, up to the limit of a body, within the budget for all bodies.
 * Thread-safe.
 */
@Singleton
public class Bodies {

  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");

  private static final String SHARE = "tidings.body-share";

  private final BodySettings settings;
  private final BodyBudget budget;
  private final BodyBudget waits;

  @Inject
  public Bodies(BodySettings settings, BodyBudget budget, @BodyWaits BodyBudget waits) {
    this.settings = settings;
    this.budget = budget;
    this.waits = waits;
  }

  /** Returns the memory of the request's body to the budget. */
  static void release(ServletRequest request) {
    if (request.getAttribute(SHARE) instanceof BodyBudget.Share share) {
      share.close();
    }
  }

  /**
   * Reads the whole body.
   *
   * @throws UnreadableEventException if it is larger than the limit
   * @throws tidings.platform.limits.OverLimitException if the budget of the caller, or of the node,
   *     is exhausted
   * @throws BadRequestException if it is not in the format of its {@code Content-Encoding}
   * @throws NotSupportedException if that format is unknown
   * @throws ClientErrorException with status 408 if it does not arrive in time
   */
  public byte[] read(HttpServletRequest request) {
    int max = settings.maxBodyBytes();
    if (request.getContentLengthLong() > max) {
      throw UnreadableEventException.tooLarge(
          "", "the body is larger than the limit of " + max + " bytes");
    }
    var coding = coding(request);
    var body = read(request, coding, max);
    if (body.length == 0 && coding != null && request.getContentLengthLong() > 0) {
      throw unreadable(coding); // it ended too early
    }
    return body;
  }

  /** The server decompresses the formats that it knows; any other body would be read unchanged. */
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

  private byte[] read(HttpServletRequest request, @Nullable String coding, int max) {
    var holder = holder(request);
    var memory = budget.share(holder);
    request.setAttribute(SHARE, memory);
    try {
      var reader =
          new BodyReader(
              request.getInputStream(),
              max,
              memory,
              waits.share(holder),
              settings.timeout().toNanos(),
              System::nanoTime);
      return reader.read(expectedLength(request, coding));
    } catch (BodyReader.TooSlowException | SocketTimeoutException e) {
      throw tooSlow(e);
    } catch (IOException e) { // of a disconnected client, too, which reads no response
      throw unreadable(coding == null ? "identity" : coding);
    }
  }

  /** The user that the body counts for. */
  private static String holder(HttpServletRequest request) {
    return AuthenticationFilter.known(request)
        .map(Caller::user)
        .orElseGet(() -> "address " + ClientAddress.of(request));
  }

  /** Length of the body; of a block if it is unknown. */
  private static int expectedLength(HttpServletRequest request, @Nullable String coding) {
    long length = coding == null ? request.getContentLengthLong() : -1;
    return length < 0 ? BodyReader.BLOCK : (int) Math.min(length, BodyReader.BLOCK);
  }

  /** The rest of the body may still arrive, so the connection cannot be reused. */
  private ClientErrorException tooSlow(IOException cause) {
    var answer = Response.status(Response.Status.REQUEST_TIMEOUT).header("Connection", "close");
    return new ClientErrorException(
        "the body did not arrive within %d s, or nothing of it for a while"
            .formatted(settings.timeout().plusMillis(999).toSeconds()),
        answer.build(),
        cause);
  }

  private static BadRequestException unreadable(String coding) {
    return new BadRequestException(
        List.of(new Fault("", "the body is cut off, or is not '%s'".formatted(coding))));
  }
}
