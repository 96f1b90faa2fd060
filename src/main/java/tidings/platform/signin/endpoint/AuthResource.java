package tidings.platform.signin.endpoint;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.authentication.PageOrigin;
import tidings.platform.http.authentication.SessionCookie;
import tidings.platform.http.body.Bodies;
import tidings.platform.identity.SharedRevocations;
import tidings.platform.security.AuditTrail;
import tidings.platform.security.RefusedException;
import tidings.platform.security.Revocation;
import tidings.platform.signin.ConfiguredSignIn;
import tidings.platform.signin.ProviderUnavailableException;
import tidings.platform.signin.Session;
import tidings.platform.signin.SignIn;
import tidings.platform.signin.SignInException;

/** {@code /auth}: signs browsers in by OpenID Connect, and out. */
@Path("")
@Singleton
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {

  private static final Logger LOG = Logger.getLogger(AuthResource.class.getName());

  private static final String UNAVAILABLE = "unavailable";

  private final ConfiguredSignIn configured;
  private final PageOrigin pages;
  private final SharedRevocations revocations;
  private final Bodies bodies;
  private final SignInAudit audit;

  @Inject
  public AuthResource(
      ConfiguredSignIn configured,
      PageOrigin pages,
      SharedRevocations revocations,
      Bodies bodies,
      AuditTrail audit) {
    this.configured = configured;
    this.pages = pages;
    this.revocations = revocations;
    this.bodies = bodies;
    this.audit = new SignInAudit(audit);
  }

  /**
   * The end of a refreshed session.
   *
   * @param expires RFC 3339; the session is refreshed before it
   */
  public record Refreshed(String expires) {}

  /**
   * The result of a sign-out.
   *
   * @param location the page to show next: at the identity provider, which signs the user out there
   */
  public record SignedOut(String location) {}

  /**
   * Begins a sign-in: redirects the browser to the identity provider.
   *
   * @param returnPath path of the page to show afterwards
   */
  @GET
  @Path("login")
  public Response login(
      @Context HttpServletRequest request, @QueryParam("return") @Nullable String returnPath) {
    var signIn = signIn();
    var site = Site.of(request, signIn.publicUrl());
    var path = ReturnPath.of(returnPath, site.homePath());
    try {
      var begun = signIn.begin(path, site.callback());
      return Response.seeOther(begun.location())
          .cookie(cookies(site, request).begin(begun).all())
          .build();
    } catch (ProviderUnavailableException e) {
      LOG.log(Level.WARNING, "No user can sign in: {0}", e.getMessage());
      return failed(site, path, UNAVAILABLE);
    }
  }

  /** Completes a sign-in: the identity provider redirects the browser here. */
  @GET
  @Path("callback")
  public Response callback(
      @Context HttpServletRequest request,
      @QueryParam("state") @Nullable String state,
      @QueryParam("code") @Nullable String code,
      @QueryParam("iss") @Nullable String issuer,
      @QueryParam("error") @Nullable String error) {
    var signIn = signIn();
    var site = Site.of(request, signIn.publicUrl());
    if (state == null || state.isEmpty()) {
      audit.refusal(request, null, SignInException.Reason.STATE.wire());
      return failed(site, site.homePath(), SignInException.Reason.STATE.wire());
    }
    var cookie = SessionCookie.value(request, SetCookies.login(site, state)).orElse(null);
    var path = site.homePath();
    try {
      path = signIn.returnPath(cookie, state);
      if (error != null || code == null) {
        audit.refusal(request, null, SignInException.Reason.DENIED.wire());
        return failed(site, path, SignInException.Reason.DENIED.wire());
      }
      var response = new SignIn.Response(state, code, issuer);
      var signedIn = signIn.complete(cookie, response, site.callback());
      audit.success(request, signedIn.content().user());
      return Response.seeOther(site.at(path))
          .cookie(cookies(site, request).complete(state).signIn(signedIn).all())
          .build();
    } catch (SignInException e) {
      LOG.log(Level.WARNING, "A sign-in failed: {0}", e.getMessage());
      audit.refusal(request, null, e.reason().wire());
      return failed(site, path, e.reason().wire());
    } catch (ProviderUnavailableException e) {
      LOG.log(Level.WARNING, "A sign-in failed: {0}", e.getMessage());
      audit.failure(request, UNAVAILABLE);
      return failed(site, path, UNAVAILABLE);
    }
  }

  /** Shows the page with the reason as a parameter, which the console explains. */
  private static Response failed(Site site, String path, String reason) {
    var page = UriBuilder.fromUri(site.at(path)).replaceQueryParam("sign-in", reason).build();
    return Response.seeOther(page).build();
  }

  /**
   * Refreshes the session, so that its cookie is valid for longer.
   *
   * @throws RefusedException if the session has ended: the user must sign in again
   */
  @POST
  @Path("refresh")
  public Response refresh(@Context HttpServletRequest request) {
    var signIn = signIn();
    pages.require(request);
    var site = Site.of(request, signIn.publicUrl());
    var session = SessionCookie.session(request).orElse(null);
    var tokens = SessionCookie.value(request, SetCookies.tokens(site)).orElse(null);
    try {
      var signedIn = signIn.refresh(session, tokens);
      var expires = signedIn.content().facts().validUntil();
      return Response.ok(new Refreshed(expires.toString()))
          .cookie(cookies(site, request).signIn(signedIn).all())
          .build();
    } catch (SignInException e) {
      var user = Optional.ofNullable(session).flatMap(signIn::session).map(Session::user);
      audit.refusal(request, user.orElse(null), e.reason().wire());
      throw RefusedException.unauthenticated(e.getMessage() + "; sign in again");
    }
  }

  /** Signs the user out, on all nodes, and returns the address that also does at the provider. */
  @POST
  @Path("logout")
  public Response logout(@Context HttpServletRequest request) {
    var signIn = signIn();
    pages.require(request);
    var site = Site.of(request, signIn.publicUrl());
    var tokens = SessionCookie.value(request, SetCookies.tokens(site)).orElse(null);
    SessionCookie.session(request)
        .flatMap(signIn::session)
        .ifPresent(
            session -> {
              end(session);
              audit.success(request, session.user());
            });
    var location = signIn.signOut(tokens, site.home()).orElse(site.home());
    return Response.ok(new SignedOut(location.toString()))
        .cookie(cookies(site, request).signOut().all())
        .build();
  }

  /** A cookie is valid on its own, so its session is revoked on all nodes. */
  private void end(Session session) {
    var facts = session.facts();
    revocations.put(Revocation.ofToken(facts.signInId(), facts.ends()));
  }

  /**
   * Ends sessions for the identity provider: those of one session there, or all of a user that
   * began before the call.
   *
   * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">Back-Channel Logout
   *     1.0</a>
   */
  @POST
  @Path("backchannel")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response backChannel(@Context HttpServletRequest request) throws IOException {
    var signIn = signIn();
    var token = FormBody.parameter(bodies.read(request), "logout_token");
    if (token == null) {
      throw new BadRequestException(List.of(new Fault("logout_token", "is required")));
    }
    try {
      var revocation = signIn.backChannelLogout(token);
      revocations.put(revocation);
      audit.successOfProvider(request, revocation.name());
      return Response.ok().build();
    } catch (SignInException e) {
      audit.refusal(request, null, e.reason().wire());
      throw new BadRequestException(
          List.of(new Fault("logout_token", String.valueOf(e.getMessage()))));
    }
  }

  private static SetCookies cookies(Site site, HttpServletRequest request) {
    return new SetCookies(site, SessionCookie.names(request));
  }

  private SignIn signIn() {
    return configured
        .signIn()
        .orElseThrow(
            () -> new NotFoundException("no sign-in is configured (tidings.oidc.client-id)"));
  }
}
