package tidings.wire;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import tidings.security.Caller;
import tidings.security.Callers;
import tidings.security.RefusedException;
import tidings.security.Revocations;
import tidings.security.Tickets;

/**
 * Finds out who calls, before any resource does: by bearer token, by the cookie of the single
 * sign-on, or by a ticket. A request without a valid one goes no further.
 *
 * <p>A cookie is sent by the browser whoever made the page, so with it a call that changes
 * something must carry an {@code Origin} that is this server's, or trusted.
 */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION)
public class Identify implements ContainerRequestFilter {

  private static final String ATTRIBUTE = "tidings.caller";
  private static final String TICKET = "tidings.ticket";

  /**
   * What Liberty leaves on a request it has authenticated: kilobytes, and a stream is one request.
   */
  private static final List<String> LEFT_BY_AUTHENTICATION =
      List.of("MPJwtTaiRequest", "webRequestObject");

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  // By field: the Jakarta REST runtime wants a provider without constructor parameters.
  @Inject Tickets tickets;
  @Inject Clock clock;
  @Inject SsoCookie cookie;
  @Inject TrustedOrigins trusted;
  @Inject Revocations revocations;
  @Context @Nullable HttpServletRequest request;
  @Context @Nullable HttpServletResponse response;

  /** The name of the cookie in which the single sign-on sends the token. */
  public record SsoCookie(String name) {}

  /** The caller of a request that passed this filter. */
  public static Caller caller(HttpServletRequest request) {
    return known(request).orElseThrow(() -> RefusedException.unauthenticated("no token"));
  }

  /** The caller of a request, if it passed this filter. */
  static Optional<Caller> known(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  @Override
  public void filter(ContainerRequestContext context) throws IOException {
    if (request == null || response == null) {
      throw new IllegalStateException("outside a request");
    }
    var caller = identify(request, response);
    if (revocations.has(caller)) {
      throw RefusedException.unauthenticated("the token is revoked");
    }
    request.setAttribute(ATTRIBUTE, caller);
  }

  private Caller identify(HttpServletRequest from, HttpServletResponse to) throws IOException {
    var ticket = isSubscription(from) ? from.getParameter("ticket") : null;
    if (ticket != null) {
      from.setAttribute(TICKET, ticket);
      return redeemed(ticket, from.getHeader("Last-Event-ID") != null);
    }
    boolean bearer = hasBearer(from);
    if (!bearer && !hasCookie(from)) {
      throw RefusedException.unauthenticated("no token: send 'Authorization: Bearer …' or sign in");
    }
    if (!bearer && !SAFE.contains(from.getMethod())) {
      requireTrustedOrigin(from);
    }
    return verified(from, to);
  }

  /**
   * @param resumes whether the client was sent something before: it may resume the ticket's stream
   */
  private Caller redeemed(String ticket, boolean resumes) {
    return tickets
        .redeem(ticket)
        .or(() -> resumes ? tickets.resume(ticket) : Optional.empty())
        .orElseThrow(
            () ->
                RefusedException.unauthenticated(
                    "ticket: unknown, older than 30 s, or used; a used ticket only resumes its"
                        + " stream, with Last-Event-ID"));
  }

  /** The ticket that a request was identified by. */
  static Optional<String> ticket(HttpServletRequest request) {
    return request.getAttribute(TICKET) instanceof String ticket
        ? Optional.of(ticket)
        : Optional.empty();
  }

  /** What alone a ticket is good for: a stream. */
  private static boolean isSubscription(HttpServletRequest from) {
    return from.getMethod().equals("GET")
        && from.getRequestURI().equals(from.getContextPath() + "/api/events");
  }

  private Caller verified(HttpServletRequest from, HttpServletResponse to) throws IOException {
    try {
      // Liberty verifies a bearer token before any filter runs; at a cookie it looks when asked.
      boolean known = from.getUserPrincipal() instanceof JsonWebToken;
      if ((known || from.authenticate(new Silent(to)))
          && from.getUserPrincipal() instanceof JsonWebToken jwt) {
        return Callers.from(jwt, clock.instant());
      }
    } catch (ServletException e) {
      throw RefusedException.unauthenticated("the token is not valid: " + e.getMessage());
    } finally {
      LEFT_BY_AUTHENTICATION.forEach(from::removeAttribute);
    }
    throw RefusedException.unauthenticated(
        "the token is not valid: its signature, issuer, audience or time does not hold");
  }

  private static boolean hasBearer(HttpServletRequest from) {
    var header = from.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ");
  }

  private boolean hasCookie(HttpServletRequest from) {
    var cookies = from.getCookies();
    if (cookies != null) {
      for (var sent : cookies) {
        if (sent.getName().equals(cookie.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private void requireTrustedOrigin(HttpServletRequest from) {
    var origin = from.getHeader("Origin");
    boolean own = origin != null && authority(from, origin).equals(authority(origin));
    if (!own && (origin == null || !trusted.has(origin))) {
      throw RefusedException.forbidden(
          "Origin: with a cookie a call that changes something must come from this server's pages,"
              + " or from one of tidings.cors.origins");
    }
  }

  /** What the page's server is called: HTTP/2 has no Host, but an {@code :authority}. */
  private static String authority(HttpServletRequest from, String origin) {
    var host = from.getHeader(HttpHeaders.HOST);
    if (host != null) {
      return host;
    }
    int port = from.getServerPort();
    boolean usual = port == (origin.startsWith("https:") ? 443 : 80);
    return usual ? from.getServerName() : from.getServerName() + ":" + port;
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Keeps the container's own challenge off the response: the refusal is problem+json. */
  private static final class Silent extends HttpServletResponseWrapper {
    Silent(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setStatus(int status) {}

    @Override
    public void sendError(int status) {}

    @Override
    public void sendError(int status, String message) {}

    @Override
    public void setHeader(String name, String value) {}

    @Override
    public void addHeader(String name, String value) {}
  }
}
