package tidings.platform.http;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines the address of the client behind its proxies, for limits and for the audit log. */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION - 1)
public class ClientAddress implements ContainerRequestFilter {

  private static final String ATTRIBUTE = "tidings.client-address";

  @Inject TrustedProxies proxies;
  @Context @Nullable HttpServletRequest request;

  /** The client's address; the peer's if the request did not pass this filter. */
  public static String of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String address
        ? address
        : request.getRemoteAddr();
  }

  @Override
  public void filter(ContainerRequestContext context) {
    if (request == null) {
      throw new IllegalStateException("outside a request");
    }
    var forwarded = request.getHeaders("X-Forwarded-For");
    if (forwarded != null && forwarded.hasMoreElements()) {
      List<String> hops = Collections.list(forwarded);
      request.setAttribute(ATTRIBUTE, proxies.client(request.getRemoteAddr(), hops));
    }
  }
}
