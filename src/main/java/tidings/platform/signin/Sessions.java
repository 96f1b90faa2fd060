package tidings.platform.signin;

import java.time.Duration;
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
import tidings.platform.identity.keys.KeysUnavailableException;
import tidings.platform.security.Credential;
import tidings.platform.security.RefusedException;

/**
 * Makes sessions of tokens, and callers of sessions. Thread-safe.
 *
 * <p>A session has the identity of the access token if that is a token for this server, so that a
 * user is the same with a session and with a bearer token. Otherwise it has that of the ID token.
 */
public final class Sessions {

  private static final String SID = "sid";
  private static final String SUBJECT = "sub";
  private static final String GRANTS = "tidings";

  /** Life of an access token for another server, if the provider does not say. */
  private static final Duration UNKNOWN_LIFE = Duration.ofHours(1);

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

  /**
   * A new session.
   *
   * @throws SignInException if the tokens do not identify a user
   * @throws ProviderUnavailableException if the access token cannot be verified now
   */
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
        name(granted, identity, null),
        new Session.Facts(
            sid,
            subject(granted, identity),
            now,
            expires(granted, identity),
            now.plus(settings.max())));
  }

  /**
   * The session after a refresh. Without a token that identifies the user it keeps its identity.
   *
   * @throws SignInException if the tokens are those of another user
   * @throws ProviderUnavailableException if the access token cannot be verified now
   */
  Session renew(Session former, OpenIdProvider.Tokens granted) {
    var before = former.facts();
    var identity = identity(granted);
    var facts =
        new Session.Facts(
            before.id(),
            before.subject(),
            before.started(),
            expires(granted, identity.orElse(null)),
            before.ends());
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
    return session(identity.get(), name(granted, identity.get(), former.name()), facts);
  }

  /** In whole seconds, as in a cookie. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private Optional<Authenticated> identity(OpenIdProvider.Tokens granted) {
    try {
      return tokens
          .authenticateIfValid(granted.accessToken())
          .or(() -> Optional.ofNullable(granted.idToken()).map(this::identity));
    } catch (KeysUnavailableException e) {
      throw new ProviderUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private Authenticated identity(OpenIdProvider.IdToken idToken) {
    try {
      return tokens.identify(new VerifiedToken(idToken.text(), idToken.claims()));
    } catch (RefusedException e) {
      throw new SignInException(
          SignInException.Reason.RESPONSE,
          "the access token is not for this server, and of the ID token: " + e.getMessage(),
          e);
    }
  }

  /** The end of the access token, as the provider or the token itself says. */
  private Instant expires(OpenIdProvider.Tokens granted, @Nullable Authenticated identity) {
    var life = granted.life();
    return life == null && identity != null && identity.token().text().equals(granted.accessToken())
        ? identity.caller().credential().expires()
        : now().plus(life == null ? UNKNOWN_LIFE : life);
  }

  /** Access tokens of most providers have no name, and ID tokens do. */
  private @Nullable String name(
      OpenIdProvider.Tokens granted, Authenticated identity, @Nullable String former) {
    var name = identity.caller().name();
    var idToken = granted.idToken();
    if (name == null && idToken != null) {
      name = callers.name(idToken.claims());
    }
    return name == null ? former : name;
  }

  /** The subject that a logout token names is that of the ID token: Okta's access tokens differ. */
  private static @Nullable String subject(OpenIdProvider.Tokens granted, Authenticated identity) {
    var idToken = granted.idToken();
    return idToken != null && idToken.claims().get(SUBJECT) instanceof String text
        ? text
        : identity.caller().credential().subject();
  }

  private static Optional<String> sid(OpenIdProvider.Tokens granted, Authenticated identity) {
    var idToken = granted.idToken();
    var sid = idToken == null ? null : idToken.claims().get(SID);
    return sid instanceof String text
        ? Optional.of(text)
        : Optional.ofNullable(identity.caller().credential().session());
  }

  private static Session session(
      Authenticated identity, @Nullable String name, Session.Facts facts) {
    var caller = identity.caller();
    return new Session(
        caller.user(),
        name,
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
            new Credential(
                facts.signInId(),
                facts.id(),
                facts.subject(),
                facts.started(),
                facts.validUntil()));
    return new Authenticated(new VerifiedToken("", claims(session)), caller, session.lacksGroups());
  }

  /** In the names of MicroProfile JWT, whatever the provider calls them. */
  private static Map<String, @Nullable Object> claims(Session session) {
    var claims = new LinkedHashMap<String, @Nullable Object>();
    claims.put(SUBJECT, session.user());
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
