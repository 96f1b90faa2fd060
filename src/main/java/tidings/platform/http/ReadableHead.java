package tidings.platform.http;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;

/**
 * Rejects a request whose address or headers cannot be read. The REST runtime reads them when it
 * looks for a resource, and would fail there with a server error.
 */
@Provider
@PreMatching
@Singleton
public class ReadableHead implements ContainerRequestFilter {

  /** A weight of a media type, and its valid values (RFC 9110, section 12.4.2). */
  private static final Pattern WEIGHT = Pattern.compile(";\\s*[qQ]\\s*=\\s*([^;,]*)");

  private static final Pattern NUMBER = Pattern.compile("0?(\\.\\d{1,9})?|0\\.|1(\\.0{0,9})?");

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Context @Nullable HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    if (request == null) {
      throw new IllegalStateException("outside a request");
    }
    if (!isReadable(request.getRequestURI(), request.getQueryString())) {
      throw fault("", "the address has a character that must be percent-encoded");
    }
    require(HttpHeaders.ACCEPT, context::getAcceptableMediaTypes);
    if (!areWeights(context.getHeaderString(HttpHeaders.ACCEPT))) {
      throw fault(HttpHeaders.ACCEPT, "has a q that is not a number from 0 to 1");
    }
    require(HttpHeaders.ACCEPT_LANGUAGE, context::getAcceptableLanguages);
    require(HttpHeaders.CONTENT_TYPE, context::getMediaType);
  }

  static boolean isReadable(String path, @Nullable String query) {
    try {
      var _ = new URI(query == null ? path : path + "?" + query);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  static boolean areWeights(@Nullable String accept) {
    return accept == null
        || WEIGHT
            .matcher(accept)
            .results()
            .map(weight -> weight.group(1).strip())
            .allMatch(weight -> !weight.isEmpty() && NUMBER.matcher(weight).matches());
  }

  /** Reads a header like the runtime, which has an exception for each way to fail. */
  private static void require(String header, Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      throw fault(header, "cannot be read");
    }
  }

  private static BadRequestException fault(String field, String message) {
    return new BadRequestException(List.of(new Fault(field, message)));
  }
}
