package tidings.wire;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.codec.Fault;

/**
 * Refuses a query with a {@code %} that no two hexadecimal digits follow. The REST runtime fails at
 * it when it decodes the parameters, which would be a failure of the server.
 */
@Provider
@PreMatching
@Singleton
public class ReadableQuery implements ContainerRequestFilter {

  // By field: the Jakarta REST runtime wants a provider without constructor parameters.
  @Context @Nullable HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    var query = request == null ? null : request.getQueryString();
    if (query != null && !isReadable(query)) {
      throw new BadRequestException(
          List.of(new Fault("", "the query has a % without two hexadecimal digits behind it")));
    }
  }

  static boolean isReadable(String query) {
    for (int at = query.indexOf('%'); at >= 0; at = query.indexOf('%', at + 1)) {
      if (at + 2 >= query.length()
          || !isHex(query.charAt(at + 1))
          || !isHex(query.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char digit) {
    return Character.digit(digit, 16) >= 0 && digit < 0x80;
  }
}
