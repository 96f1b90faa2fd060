package tidings.platform.http.authentication;

import static tidings.platform.security.RefusedException.unauthenticated;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;

/**
 * Authenticates the caller before any resource runs, by {@link RequestAuthenticator}. A request
 * that it does not authenticate is rejected.
 */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION)
public class AuthenticationFilter implements ContainerRequestFilter {

  private static final String CONTEXT = "tidings.caller";

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject RequestAuthenticator authenticator;
  @Context @Nullable HttpServletRequest request;
  @Context @Nullable HttpServletResponse response;

  /** The name of the cookie in which the single sign-on sends the token. */
  public record SsoCookie(String name) {}

  /** The caller of a request that passed this filter. */
  public static Caller caller(HttpServletRequest request) {
    return known(request).orElseThrow(() -> unauthenticated("no token"));
  }

  /** The caller of a request, if it passed this filter. */
  public static Optional<Caller> known(HttpServletRequest request) {
    return context(request).map(CallerContext::caller);
  }

  /** The token of a request that passed this filter; empty if it used a ticket instead. */
  static Optional<JsonWebToken> token(HttpServletRequest request) {
    return context(request).flatMap(CallerContext::token);
  }

  /** Releases the token of a long request: nothing needs it any more. */
  public static void clearToken(HttpServletRequest request) {
    context(request).ifPresent(CallerContext::clearToken);
  }

  private static Optional<CallerContext> context(HttpServletRequest request) {
    return request.getAttribute(CONTEXT) instanceof CallerContext context
        ? Optional.of(context)
        : Optional.empty();
  }

  @Override
  public void filter(ContainerRequestContext context) {
    var from = request;
    var to = response;
    if (from == null || to == null) {
      throw new IllegalStateException("outside a request");
    }
    boolean isSecure = context.getSecurityContext().isSecure();
    var caller = authenticator.authenticate(from, to, isSecure);
    from.setAttribute(CONTEXT, caller);
    context.setSecurityContext(caller);
  }

  /** The ticket that authenticated a request. */
  public static Optional<String> ticket(HttpServletRequest request) {
    return RequestAuthenticator.ticket(request);
  }
}
