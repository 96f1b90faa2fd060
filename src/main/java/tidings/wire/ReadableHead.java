package tidings.wire;

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
import org.jspecify.annotations.Nullable;
import tidings.codec.Fault;

/**
 * Refuses a request whose address or head cannot be read. The REST runtime reads them when it looks
 * for a resource, and would fail there, which would be a failure of the server.
 */
@Provider
@PreMatching
@Singleton
public class ReadableHead implements ContainerRequestFilter {

  // By field: the Jakarta REST runtime wants a provider without constructor parameters.
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

  /** Reads a header as the runtime does, which has an exception for each of its ways to fail. */
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
