package tidings.platform.signin;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.platform.identity.Authenticated;
import tidings.platform.identity.Callers;
import tidings.platform.identity.TokenAuthenticator;
import tidings.platform.identity.VerifiedToken;
import tidings.platform.security.Credential;

/**
 * Makes sessions of tokens, and callers of sessions. Thread-safe.
 *
 * <p>A session has the identity of the access token if that is a token for this server, so that a
 * user is the same with a session and with a bearer token. Otherwise it has that of the ID token.
 */
public final class Sessions {

  private static final String SID = "sid";
  private static final String GRANTS = "tidings";

  private final SignInSettings.Sessions settings;
  private final TokenAuthenticator tokens;
  private final Callers callers;
  private final InstantSource clock;

  public Sessions(
      SignInSettings.Sessions settings,
      TokenAuthenticator tokens,
      Callers callers,
      InstantSource clock) {
    this.settings = settings;
    this.tokens = tokens;
    this.callers = callers;
    this.clock = clock;
  }

  /** A new session. */
  Session begin(OpenIdProvider.Tokens granted) {
    var now = now();
    var identity =
        identity(granted)
            .orElseThrow(
                () ->
                    new SignInException(
                        SignInException.Reason.RESPONSE, "the response identifies no user"));
    var sid = sid(granted, identity).orElseGet(() -> UUID.randomUUID().toString());
    return session(
        identity,
        new Session.Facts(
            sid,
            identity.caller().credential().subject(),
            now,
            now.plus(granted.life()),
            now.plus(settings.max())));
  }

  /**
   * The session after a refresh. Without a token that identifies the user it keeps its identity.
   *
   * @throws SignInException if the tokens are those of another user
   */
  Session renew(Session former, OpenIdProvider.Tokens granted) {
    var before = former.facts();
    var facts =
        new Session.Facts(
            before.id(),
            before.subject(),
            before.started(),
            now().plus(granted.life()),
            before.ends());
    var identity = identity(granted);
    if (identity.isEmpty()) {
      return new Session(
          former.user(),
          former.name(),
          former.groups(),
          former.claims(),
          former.grants(),
          facts,
          former.lacksGroups());
    }
    if (!identity.get().caller().user().equals(former.user())) {
      throw new SignInException(
          SignInException.Reason.RESPONSE, "the refreshed tokens are those of another user");
    }
    return session(identity.get(), facts);
  }

  /** In whole seconds, as in a cookie. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private Optional<Authenticated> identity(OpenIdProvider.Tokens granted) {
    return tokens
        .authenticateIfValid(granted.accessToken())
        .or(() -> Optional.ofNullable(granted.idToken()).map(this::identity));
  }

  private Authenticated identity(OpenIdProvider.IdToken idToken) {
    return tokens.identify(new VerifiedToken(idToken.text(), idToken.claims()));
  }

  private static Optional<String> sid(OpenIdProvider.Tokens granted, Authenticated identity) {
    var idToken = granted.idToken();
    var sid = idToken == null ? null : idToken.claims().get(SID);
    return sid instanceof String text
        ? Optional.of(text)
        : Optional.ofNullable(identity.caller().credential().session());
  }

  private static Session session(Authenticated identity, Session.Facts facts) {
    var caller = identity.caller();
    return new Session(
        caller.user(),
        caller.name(),
        caller.groups(),
        caller.claims(),
        identity.token().claims().get(GRANTS) instanceof Map<?, ?> claim ? copy(claim) : null,
        facts,
        identity.lacksGroups());
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> claim) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    claim.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return copy;
  }

  /** The caller of a session, and its claims in the form of a token. */
  Authenticated authenticated(Session session) {
    var facts = session.facts();
    var caller =
        callers.of(
            session.user(),
            session.name(),
            session.groups(),
            session.claims(),
            session.grants(),
            new Credential(null, facts.id(), facts.subject(), facts.started(), facts.validUntil()));
    return new Authenticated(new VerifiedToken("", claims(session)), caller, session.lacksGroups());
  }

  /** In the names of MicroProfile JWT, whatever the provider calls them. */
  private static Map<String, @Nullable Object> claims(Session session) {
    var claims = new LinkedHashMap<String, @Nullable Object>();
    claims.put("sub", session.user());
    claims.put("name", session.name());
    claims.put("groups", List.copyOf(session.groups()));
    claims.put(GRANTS, session.grants());
    claims.put(SID, session.facts().id());
    claims.put("iat", session.facts().started().getEpochSecond());
    claims.put("exp", session.facts().validUntil().getEpochSecond());
    return claims;
  }

  /** End of the session if it is not refreshed. */
  Instant idleUntil(Session session) {
    var idle = now().plus(settings.idle());
    return idle.isBefore(session.facts().ends()) ? idle : session.facts().ends();
  }
}
