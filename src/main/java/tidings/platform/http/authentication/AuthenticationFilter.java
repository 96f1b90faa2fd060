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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.SingleParameters;
import tidings.platform.identity.Authenticated;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.security.Revocations;
import tidings.platform.security.Tickets;
import tidings.platform.security.TokenCheck;

/**
 * Authenticates the caller before any resource runs: by a ticket, a bearer token, or the cookie of
 * the single sign-on, in this order. The first one present decides, so a valid cookie does not save
 * an invalid bearer token. A request without any is rejected.
 *
 * <p>A browser sends a cookie with the requests of every page, so with a cookie {@link PageOrigin}
 * must admit the page.
 */
@Provider
@Singleton
@Priority(Priorities.AUTHENTICATION)
public class AuthenticationFilter implements ContainerRequestFilter {

  private static final String CONTEXT = "tidings.caller";
  private static final String TICKET = "tidings.ticket";

  /** Reports that the issuer left groups out of the token because there were too many. */
  private static final String GROUPS_HEADER = "Tidings-Groups";

  private static final String SCHEME = "bearer ";

  // By field: the Jakarta REST runtime requires a provider without constructor parameters.
  @Inject Tickets tickets;
  @Inject TokenAuthenticator tokens;
  @Inject SsoCookie cookie;
  @Inject PageOrigin pageOrigin;
  @Inject Revocations revocations;
  @Inject AuditTrail audit;
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
    try {
      var caller = authenticate(from, to, context.getSecurityContext().isSecure());
      requireUnrevoked(caller.caller());
      from.setAttribute(CONTEXT, caller);
      context.setSecurityContext(caller);
    } catch (RefusedException e) {
      e.failed().ifPresent(check -> audit.record(signInFailure(check, from)));
      throw e;
    }
  }

  private void requireUnrevoked(Caller caller) {
    if (revocations.has(caller)) {
      throw tokens.rejected(TokenCheck.REVOCATION, "the token is revoked");
    }
  }

  /** The audit event of a rejected token or ticket, without its text. */
  private static AuditEvent signInFailure(TokenCheck check, HttpServletRequest from) {
    return new AuditEvent(
        AuditEvent.Kind.SIGN_IN,
        null,
        from.getMethod() + " " + from.getRequestURI(),
        ClientAddress.of(from),
        check.wire(),
        new AuditEvent.Outcome(HttpServletResponse.SC_UNAUTHORIZED));
  }

  private CallerContext authenticate(
      HttpServletRequest from, HttpServletResponse to, boolean isSecure) {
    return byTicket(from)
        .map(caller -> new CallerContext(caller, null, isSecure))
        .or(() -> byToken(from).map(found -> context(found, to, isSecure)))
        .orElseThrow(() -> unauthenticated("no token: send 'Authorization: Bearer …' or sign in"));
  }

  private static CallerContext context(
      Authenticated found, HttpServletResponse to, boolean isSecure) {
    if (found.lacksGroups()) {
      to.setHeader(GROUPS_HEADER, "omitted");
    }
    return new CallerContext(found.caller(), found.token(), isSecure);
  }

  private Optional<Caller> byTicket(HttpServletRequest from) {
    var given = isSubscription(from) ? from.getParameterValues("ticket") : null;
    if (given == null) {
      return Optional.empty();
    }
    if (given.length > 1) {
      throw new BadRequestException(List.of(SingleParameters.fault("ticket")));
    }
    var ticket = given[0];
    from.setAttribute(TICKET, ticket);
    return Optional.of(redeem(ticket, from.getHeader("Last-Event-ID") != null));
  }

  /**
   * @param resumes whether the client has received events before: it may resume the ticket's stream
   */
  private Caller redeem(String ticket, boolean resumes) {
    return tickets
        .redeem(ticket)
        .or(() -> resumes ? tickets.resume(ticket) : Optional.empty())
        .orElseThrow(
            () ->
                tokens.rejected(
                    TokenCheck.TICKET,
                    "ticket: unknown, older than 30 s, or used; a used ticket only resumes its"
                        + " stream, with Last-Event-ID"));
  }

  /** The ticket that authenticated a request. */
  public static Optional<String> ticket(HttpServletRequest request) {
    return request.getAttribute(TICKET) instanceof String ticket
        ? Optional.of(ticket)
        : Optional.empty();
  }

  /** A ticket is only valid for a stream. */
  private static boolean isSubscription(HttpServletRequest from) {
    return from.getMethod().equals("GET")
        && from.getRequestURI().equals(from.getContextPath() + "/api/events");
  }

  /** Authenticates by the bearer token, else the cookie. */
  private Optional<Authenticated> byToken(HttpServletRequest from) {
    return bearer(from)
        .map(tokens::authenticate)
        .or(() -> cookie(from).map(token -> byCookie(token, from)));
  }

  private Authenticated byCookie(String token, HttpServletRequest from) {
    pageOrigin.require(from);
    return tokens.authenticate(token);
  }

  private static Optional<String> bearer(HttpServletRequest from) {
    return Optional.ofNullable(from.getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(header -> header.substring(SCHEME.length()).strip());
  }

  private Optional<String> cookie(HttpServletRequest from) {
    var cookies = from.getCookies();
    if (cookies != null) {
      for (var sent : cookies) {
        if (sent.getName().equals(cookie.name())) {
          return Optional.of(sent.getValue());
        }
      }
    }
    return Optional.empty();
  }
}
