package tidings.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.codec.Fault;
import tidings.codec.UnreadableEventException;
import tidings.limits.BodyBudget;
import tidings.security.Caller;

/**
 * Reads what a request carries, up to the bound of a body, out of the budget for all bodies.
 * Thread-safe.
 */
@Singleton
public class Bodies {

  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");

  private static final String SHARE = "tidings.body-share";

  /** Bytes that are taken of the budget, and read, at a time. */
  private static final int BLOCK = 64 << 10;

  private final BodySettings settings;
  private final BodyBudget budget;

  @Inject
  public Bodies(BodySettings settings, BodyBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /** Gives back what the request's body took of the budget. */
  static void release(ServletRequest request) {
    if (request.getAttribute(SHARE) instanceof BodyBudget.Share share) {
      share.close();
    }
  }

  /**
   * The whole body.
   *
   * @throws UnreadableEventException if it is larger than is taken
   * @throws tidings.limits.OverLimitException if the budget of the caller, or of the node, has no
   *     room for it
   * @throws BadRequestException if it is not what its {@code Content-Encoding} says
   * @throws NotSupportedException if that is unknown
   */
  public byte[] read(HttpServletRequest request) {
    int max = settings.maxBodyBytes();
    if (request.getContentLengthLong() > max) {
      throw tooLarge(max);
    }
    var coding = coding(request);
    var body = read(request, coding, max);
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

  private byte[] read(HttpServletRequest request, @Nullable String coding, int max) {
    try {
      return read(request.getInputStream(), expected(request, coding), max, share(request));
    } catch (IOException e) { // of a client that is gone, too, which reads no answer
      throw unreadable(coding == null ? "identity" : coding);
    }
  }

  private BodyBudget.Share share(HttpServletRequest request) {
    var holder =
        Identify.known(request)
            .map(Caller::user)
            .orElseGet(() -> "address " + ClientAddress.of(request));
    var share = budget.share(holder);
    request.setAttribute(SHARE, share);
    return share;
  }

  /** How long the body is; a block's length if that is not known. */
  private static int expected(HttpServletRequest request, @Nullable String coding) {
    long length = coding == null ? request.getContentLengthLong() : -1;
    return length < 0 ? BLOCK : (int) Math.min(length, BLOCK);
  }

  private static byte[] read(InputStream in, int first, int max, BodyBudget.Share share)
      throws IOException {
    var blocks = new ArrayList<byte[]>(2);
    int length = 0;
    for (int next = first; next > 0; next = BLOCK) {
      share.take(next);
      var block = in.readNBytes(next);
      blocks.add(block);
      length += block.length;
      if (length > max) {
        throw tooLarge(max);
      }
      if (block.length < next || next < BLOCK) {
        break;
      }
    }
    return joined(blocks, length);
  }

  private static byte[] joined(List<byte[]> blocks, int length) {
    if (blocks.size() == 1) {
      return blocks.getFirst();
    }
    var joined = new byte[length];
    int at = 0;
    for (var block : blocks) {
      System.arraycopy(block, 0, joined, at, block.length);
      at += block.length;
    }
    return joined;
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
