package tidings.platform.http.authentication;

import static tidings.platform.security.RefusedException.unauthenticated;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.SingleParameters;
import tidings.platform.http.authentication.AuthenticationFilter.SsoCookie;
import tidings.platform.identity.Authenticated;
import tidings.platform.identity.SessionAuthenticator;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.security.AuditEvent;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.security.Revocations;
import tidings.platform.security.Tickets;
import tidings.platform.security.TokenCheck;

/**
 * Authenticates the caller of a request: by a ticket, a bearer token, the session of a browser, or
 * the cookie of a single sign-on in front, in this order. The first one present decides, so a valid
 * cookie does not save an invalid bearer token. Thread-safe.
 *
 * <p>A browser sends a cookie with the requests of every page, so with a cookie {@link PageOrigin}
 * must admit the page.
 */
@Singleton
public class RequestAuthenticator {

  private static final String TICKET = "tidings.ticket";

  /** Reports that the issuer left groups out of the token because there were too many. */
  private static final String GROUPS_HEADER = "Tidings-Groups";

  private static final String SCHEME = "bearer ";

  private final Credentials credentials;
  private final PageOrigin pageOrigin;
  private final Revocations revocations;
  private final AuditTrail audit;

  /** What verifies each kind of credential. */
  @Singleton
  static class Credentials {
    final Tickets tickets;
    final TokenAuthenticator tokens;
    final SessionAuthenticator sessions;
    final SsoCookie cookie;

    @Inject
    Credentials(
        Tickets tickets,
        TokenAuthenticator tokens,
        SessionAuthenticator sessions,
        SsoCookie cookie) {
      this.tickets = tickets;
      this.tokens = tokens;
      this.sessions = sessions;
      this.cookie = cookie;
    }
  }

  @Inject
  public RequestAuthenticator(
      Credentials credentials, PageOrigin pageOrigin, Revocations revocations, AuditTrail audit) {
    this.credentials = credentials;
    this.pageOrigin = pageOrigin;
    this.revocations = revocations;
    this.audit = audit;
  }

  /**
   * The caller of a request; a rejected credential is reported to the audit log.
   *
   * @throws RefusedException if it has no valid credential
   */
  public Caller caller(HttpServletRequest from, HttpServletResponse to) {
    return authenticate(from, to, from.isSecure()).caller();
  }

  /**
   * As {@link #caller}.
   *
   * @param isSecure whether the request came over TLS
   */
  CallerContext authenticate(HttpServletRequest from, HttpServletResponse to, boolean isSecure) {
    try {
      var caller = verified(from, to, isSecure);
      requireUnrevoked(caller.caller());
      return caller;
    } catch (RefusedException e) {
      e.failed().ifPresent(check -> audit.record(signInFailure(check, from)));
      throw e;
    }
  }

  private void requireUnrevoked(Caller caller) {
    if (revocations.has(caller)) {
      throw credentials.tokens.rejected(TokenCheck.REVOCATION, "the token is revoked");
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

  private CallerContext verified(
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
    return credentials
        .tickets
        .redeem(ticket)
        .or(() -> resumes ? credentials.tickets.resume(ticket) : Optional.empty())
        .orElseThrow(
            () ->
                credentials.tokens.rejected(
                    TokenCheck.TICKET,
                    "ticket: unknown, older than 30 s, or used; a used ticket only resumes its"
                        + " stream, with Last-Event-ID"));
  }

  /** The ticket that authenticated a request. */
  static Optional<String> ticket(HttpServletRequest request) {
    return request.getAttribute(TICKET) instanceof String ticket
        ? Optional.of(ticket)
        : Optional.empty();
  }

  /** A ticket is only valid for a stream. */
  private static boolean isSubscription(HttpServletRequest from) {
    return from.getMethod().equals("GET")
        && from.getRequestURI().equals(from.getContextPath() + "/api/events");
  }

  /** Authenticates by the bearer token, else the session, else the cookie. */
  private Optional<Authenticated> byToken(HttpServletRequest from) {
    return bearer(from)
        .map(credentials.tokens::authenticate)
        .or(() -> bySession(from))
        .or(() -> cookie(from).map(token -> byCookie(token, from)));
  }

  private Optional<Authenticated> bySession(HttpServletRequest from) {
    return credentials.sessions.isConfigured()
        ? SessionCookie.session(from).map(session -> bySession(session, from))
        : Optional.empty();
  }

  private Authenticated bySession(String session, HttpServletRequest from) {
    pageOrigin.require(from);
    return credentials
        .sessions
        .authenticate(session)
        .orElseThrow(
            () -> unauthenticated("the session has expired: POST /auth/refresh, or sign in again"));
  }

  private Authenticated byCookie(String token, HttpServletRequest from) {
    pageOrigin.require(from);
    return credentials.tokens.authenticate(token);
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
        if (sent.getName().equals(credentials.cookie.name())) {
          return Optional.of(sent.getValue());
        }
      }
    }
    return Optional.empty();
  }
}
