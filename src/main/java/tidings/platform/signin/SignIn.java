package tidings.platform.signin;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.identity.Authenticated;
import tidings.platform.identity.SessionAuthenticator;
import tidings.platform.security.Revocation;

/** Signs browsers in, refreshes their sessions and signs them out. Thread-safe. */
public final class SignIn implements SessionAuthenticator {

  private static final Logger LOG = Logger.getLogger(SignIn.class.getName());

  /** Time for the user to sign in at the identity provider. */
  public static final Duration LOGIN = Duration.ofMinutes(10);

  private final SignInSettings settings;
  private final OpenIdProvider provider;
  private final Cookies cookies;
  private final Sessions sessions;
  private final InstantSource clock;
  private final Refreshes refreshes = new Refreshes();
  private volatile boolean reportedNoRefresh;

  public SignIn(SignInSettings settings, Cookies cookies, Sessions sessions, InstantSource clock) {
    this.settings = settings;
    this.cookies = cookies;
    this.sessions = sessions;
    this.clock = clock;
    provider = new OpenIdProvider(settings);
  }

  /**
   * A sign-in that begins.
   *
   * @param state names its cookie
   * @param cookie value of its cookie
   * @param location the identity provider's page
   */
  public record Begun(String state, String cookie, URI location) {}

  /**
   * The browser's part of a sign-in: the parameters of the identity provider's response.
   *
   * @param state identifies the sign-in
   * @param code to exchange for tokens
   * @param issuer {@code iss}; null without one
   */
  public record Response(String state, String code, @Nullable String issuer) {

    /** {@inheritDoc} Without the code. */
    @Override
    public String toString() {
      return "Response[issuer=%s]".formatted(issuer);
    }
  }

  /**
   * A signed-in browser.
   *
   * @param session value of the session's cookie
   * @param tokens value of the cookie with the tokens for the identity provider; null if there is
   *     none
   */
  public record SignedIn(String session, @Nullable String tokens, Session content) {

    /** {@inheritDoc} Without the cookies. */
    @Override
    public String toString() {
      return "SignedIn[user=%s]".formatted(content.user());
    }
  }

  /** The address of this server for browsers, if it is configured. */
  public Optional<URI> publicUrl() {
    return Optional.ofNullable(settings.publicUrl());
  }

  /**
   * Begins a sign-in.
   *
   * @param returnPath path of the page to show afterwards
   * @param callback address of this server for the identity provider's response
   * @throws ProviderUnavailableException if the identity provider cannot be reached
   */
  public Begun begin(String returnPath, URI callback) {
    var login =
        new Cookies.Login(
            new State().getValue(),
            new Nonce().getValue(),
            new CodeVerifier().getValue(),
            returnPath,
            clock.instant().plus(LOGIN));
    return new Begun(login.state(), cookies.login(login), provider.signInUrl(login, callback));
  }

  /**
   * The path to return to after a sign-in.
   *
   * @param cookie of this sign-in; null without one
   * @throws SignInException if the sign-in did not begin in this browser, or too long ago
   */
  public String returnPath(@Nullable String cookie, String state) {
    return login(cookie, state).returnPath();
  }

  private Cookies.Login login(@Nullable String cookie, String state) {
    return Optional.ofNullable(cookie)
        .flatMap(cookies::login)
        .filter(login -> login.state().equals(state) && login.until().isAfter(clock.instant()))
        .orElseThrow(
            () ->
                new SignInException(
                    SignInException.Reason.STATE,
                    "the sign-in did not begin in this browser within %d minutes, or is complete"
                        .formatted(LOGIN.toMinutes())));
  }

  /**
   * Completes a sign-in.
   *
   * @param cookie of this sign-in; null without one
   * @throws SignInException if it did not begin in this browser, or the response is not valid
   * @throws ProviderUnavailableException if the identity provider cannot be reached
   */
  public SignedIn complete(@Nullable String cookie, Response response, URI callback) {
    var login = login(cookie, response.state());
    provider.requireIssuer(response.issuer());
    var granted = provider.exchange(response.code(), login, callback);
    return signedIn(sessions.begin(granted), granted, null);
  }

  /**
   * Refreshes a session. A second call with the same cookies returns the same result for a while.
   *
   * @param session value of the session's cookie, expired or not; null without one
   * @param tokens value of the cookie with the refresh token; null without one
   * @throws SignInException if the session has ended
   * @throws ProviderUnavailableException if the identity provider cannot be reached
   */
  public SignedIn refresh(@Nullable String session, @Nullable String tokens) {
    var former = Optional.ofNullable(session).flatMap(cookies::session);
    var known = Optional.ofNullable(tokens).flatMap(cookies::tokens);
    var refreshToken = known.map(Cookies.Tokens::refreshToken);
    var now = clock.instant();
    if (former.isEmpty()
        || known.isEmpty()
        || refreshToken.isEmpty()
        || !former.get().facts().id().equals(known.get().sid())
        || !known.get().idleUntil().isAfter(now)
        || !former.get().facts().ends().isAfter(now)) {
      throw new SignInException(SignInException.Reason.ENDED, "the session has ended");
    }
    return refreshes.once(
        refreshToken.get(),
        () -> {
          var granted = provider.refresh(refreshToken.get());
          return signedIn(sessions.renew(former.get(), granted), granted, known.get());
        });
  }

  private SignedIn signedIn(
      Session session, OpenIdProvider.Tokens granted, Cookies.@Nullable Tokens former) {
    var values = cookies.values(session, tokens(session, granted, former));
    return new SignedIn(values.session(), values.tokens(), session);
  }

  /**
   * A provider that does not rotate refresh tokens sends none with a refresh. The ID token is kept
   * even without one: a sign-out names the session by it.
   */
  private Cookies.Tokens tokens(
      Session session, OpenIdProvider.Tokens granted, Cookies.@Nullable Tokens former) {
    var refreshToken =
        granted.refreshToken() == null && former != null
            ? former.refreshToken()
            : granted.refreshToken();
    if (refreshToken == null && !reportedNoRefresh) {
      reportedNoRefresh = true;
      LOG.warning(
          "The identity provider gives no refresh token: each session ends with its access token."
              + " Most providers give one for the scope offline_access (tidings.oidc.scopes)");
    }
    var idToken =
        granted.idToken() != null
            ? granted.idToken().text()
            : former == null ? null : former.idToken();
    return new Cookies.Tokens(
        refreshToken, idToken, session.facts().id(), sessions.idleUntil(session));
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  @Override
  public Optional<Authenticated> authenticate(String session) {
    return cookies
        .session(session)
        .filter(known -> known.facts().validUntil().isAfter(clock.instant()))
        .map(sessions::authenticated);
  }

  /** The session of a cookie, valid or expired. */
  public Optional<Session> session(String value) {
    return cookies.session(value);
  }

  /**
   * Reads the logout token with which the identity provider ends sessions.
   *
   * @param token from the identity provider, not verified
   * @return what to revoke
   * @throws SignInException if it is not valid
   * @throws ProviderUnavailableException if the provider's keys cannot be read
   */
  public Revocation backChannelLogout(String token) {
    var claims = provider.logout(token);
    var until = clock.instant().plus(settings.sessions().max());
    var sid = claims.getSessionID();
    if (sid != null) {
      return Revocation.ofSession(sid.getValue(), until);
    }
    return Revocation.ofSubjectBefore(
        claims.getSubject().getValue(), claims.getIssueTime().toInstant(), until);
  }

  /**
   * Ends the refresh token of a session, and returns the address at which the user signs out of the
   * identity provider. A provider that cannot be reached does not prevent the sign-out here.
   *
   * @param tokens value of the cookie with the refresh token; null without one
   * @param after page to show after the sign-out
   */
  public Optional<URI> signOut(@Nullable String tokens, URI after) {
    var known = Optional.ofNullable(tokens).flatMap(cookies::tokens);
    try {
      known.map(Cookies.Tokens::refreshToken).ifPresent(provider::revoke);
      return provider.signOutUrl(known.map(Cookies.Tokens::idToken).orElse(null), after);
    } catch (ProviderUnavailableException e) {
      LOG.log(Level.WARNING, "A user signed out here only: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
