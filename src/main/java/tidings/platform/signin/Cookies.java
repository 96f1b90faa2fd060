package tidings.platform.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the encrypted contents of the cookies. A value that this server did not write,
 * or that has ended, reads as empty. Thread-safe.
 */
public final class Cookies {

  /**
   * Maximum number of characters of a session's cookies. Proxies accept a line of 8 KiB with all
   * cookies of the request, by default; each cookie has at most 4,096 bytes.
   */
  static final int MAX_SESSION = 6000;

  /**
   * Maximum number of characters of the cookies with the tokens: proxies accept some 8 KiB of
   * headers of a response.
   */
  static final int MAX_TOKENS = 7000;

  /** Maximum number of characters of all of them, which a refresh sends in one line. */
  static final int MAX_TOGETHER = 7500;

  private static final String SESSION = "session";
  private static final String REFRESH = "refresh";
  private static final String LOGIN = "login";

  private static final String NAME = "name";
  private static final String GROUPS = "groups";
  private static final String CLAIMS = "claims";
  private static final String GRANTS = "tidings";
  private static final String SID = "sid";
  private static final String PROVIDER_SUBJECT = "provider_sub";
  private static final String ENDS = "ends";
  private static final String LACKS_GROUPS = "lacks_groups";
  private static final String REFRESH_TOKEN = "refresh_token";
  private static final String ID_TOKEN = "id_token";
  private static final String STATE = "state";
  private static final String NONCE = "nonce";
  private static final String VERIFIER = "verifier";
  private static final String RETURN = "return";

  private final CookieCipher cipher;
  private final Predicate<String> isNeeded;

  /**
   * @param isNeeded whether a group confers a right: those stay if not all groups fit
   */
  public Cookies(SignInSettings.Sessions settings, Predicate<String> isNeeded) {
    cipher =
        settings.keys().isEmpty() ? CookieCipher.withNewKey() : new CookieCipher(settings.keys());
    this.isNeeded = isNeeded;
  }

  /**
   * The tokens of a session, which only the identity provider may see.
   *
   * @param refreshToken null if the identity provider gives none
   * @param idToken names the session at sign-out; null if it does not fit
   * @param sid of the session they belong to
   * @param idleUntil end of the session if no refresh comes
   */
  record Tokens(
      @Nullable String refreshToken, @Nullable String idToken, String sid, Instant idleUntil) {

    Tokens withoutIdToken() {
      return new Tokens(refreshToken, null, sid, idleUntil);
    }

    /** {@inheritDoc} Without the tokens. */
    @Override
    public String toString() {
      return "Tokens[sid=%s]".formatted(sid);
    }
  }

  /**
   * A sign-in that has begun.
   *
   * @param state returned by the identity provider
   * @param nonce in the ID token
   * @param verifier of the code challenge (PKCE)
   * @param returnPath path of the page to show after it
   */
  record Login(String state, String nonce, String verifier, String returnPath, Instant until) {}

  /** The session's cookie; without groups that confer nothing if it were too large. */
  String session(Session session) {
    var whole = encrypted(session);
    if (whole.length() <= MAX_SESSION) {
      return whole;
    }
    return encrypted(withNeededGroups(session));
  }

  private Session withNeededGroups(Session session) {
    return session.withGroups(
        session.groups().stream().filter(isNeeded).collect(Collectors.toSet()));
  }

  /** The values of the cookies of a session. */
  record Values(String session, String tokens) {
    boolean fit() {
      return session.length() + tokens.length() <= MAX_TOGETHER;
    }
  }

  /**
   * The cookies of a session. If they were too large together, they are without the ID token, and
   * then without groups that confer nothing.
   */
  Values values(Session session, Tokens tokens) {
    var whole = new Values(session(session), tokens(tokens));
    if (whole.fit()) {
      return whole;
    }
    var fewer = new Values(whole.session(), encrypted(tokens.withoutIdToken()));
    return fewer.fit() ? fewer : new Values(encrypted(withNeededGroups(session)), fewer.tokens());
  }

  private String encrypted(Session session) {
    var facts = session.facts();
    var claims =
        new JWTClaimsSet.Builder()
            .subject(session.user())
            .claim(NAME, session.name())
            .claim(GROUPS, session.groups().stream().sorted().toList())
            .claim(CLAIMS, session.claims().isEmpty() ? null : lists(session.claims()))
            .claim(GRANTS, session.grants())
            .claim(SID, facts.id())
            .claim(PROVIDER_SUBJECT, facts.subject())
            .claim(LACKS_GROUPS, session.lacksGroups() ? true : null)
            .issueTime(Date.from(facts.started()))
            .expirationTime(Date.from(facts.expires()))
            .claim(ENDS, facts.ends().getEpochSecond())
            .build();
    return cipher.encrypt(SESSION, claims.toString());
  }

  /** The session of a cookie, valid or expired. */
  Optional<Session> session(String value) {
    return read(
        SESSION,
        value,
        claims -> {
          var facts =
              new Session.Facts(
                  claims.getStringClaim(SID),
                  claims.getStringClaim(PROVIDER_SUBJECT),
                  claims.getIssueTime().toInstant(),
                  claims.getExpirationTime().toInstant(),
                  Instant.ofEpochSecond(claims.getLongClaim(ENDS)));
          return new Session(
              claims.getSubject(),
              claims.getStringClaim(NAME),
              new LinkedHashSet<>(claims.getStringListClaim(GROUPS)),
              sets(claims.getJSONObjectClaim(CLAIMS)),
              grants(claims),
              facts,
              claims.getClaim(LACKS_GROUPS) != null);
        });
  }

  private static Map<String, List<String>> lists(Map<String, Set<String>> values) {
    return values.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> List.copyOf(one.getValue())));
  }

  private static Map<String, Set<String>> sets(@Nullable Map<String, Object> values) {
    var sets = new LinkedHashMap<String, Set<String>>();
    if (values != null) {
      values.forEach(
          (claim, many) ->
              sets.put(
                  claim,
                  ((Collection<?>) many)
                      .stream().map(String::valueOf).collect(Collectors.toSet())));
    }
    return sets;
  }

  private static @Nullable Map<String, @Nullable Object> grants(JWTClaimsSet claims)
      throws ParseException {
    var grants = claims.getJSONObjectClaim(GRANTS);
    if (grants == null) {
      return null;
    }
    var copy = new LinkedHashMap<String, @Nullable Object>();
    copy.putAll(grants);
    return copy;
  }

  /** The cookie with the tokens; without the ID token if it were too large. */
  String tokens(Tokens tokens) {
    var whole = encrypted(tokens);
    return whole.length() <= MAX_TOKENS ? whole : encrypted(tokens.withoutIdToken());
  }

  private String encrypted(Tokens tokens) {
    var claims =
        new JWTClaimsSet.Builder()
            .claim(REFRESH_TOKEN, tokens.refreshToken())
            .claim(ID_TOKEN, tokens.idToken())
            .claim(SID, tokens.sid())
            .expirationTime(Date.from(tokens.idleUntil()))
            .build();
    return cipher.encrypt(REFRESH, claims.toString());
  }

  Optional<Tokens> tokens(String value) {
    return read(
        REFRESH,
        value,
        claims ->
            new Tokens(
                claims.getStringClaim(REFRESH_TOKEN),
                claims.getStringClaim(ID_TOKEN),
                claims.getStringClaim(SID),
                claims.getExpirationTime().toInstant()));
  }

  String login(Login login) {
    var claims =
        new JWTClaimsSet.Builder()
            .claim(STATE, login.state())
            .claim(NONCE, login.nonce())
            .claim(VERIFIER, login.verifier())
            .claim(RETURN, login.returnPath())
            .expirationTime(Date.from(login.until()))
            .build();
    return cipher.encrypt(LOGIN, claims.toString());
  }

  Optional<Login> login(String value) {
    return read(
        LOGIN,
        value,
        claims ->
            new Login(
                claims.getStringClaim(STATE),
                claims.getStringClaim(NONCE),
                claims.getStringClaim(VERIFIER),
                claims.getStringClaim(RETURN),
                claims.getExpirationTime().toInstant()));
  }

  /** Reads a value out of claims. */
  private interface Reader<T> {
    T read(JWTClaimsSet claims) throws ParseException;
  }

  private <T> Optional<T> read(String purpose, String value, Reader<T> reader) {
    var text = cipher.decrypt(purpose, value);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(JWTClaimsSet.parse(text.get())));
    } catch (ParseException e) {
      throw new IllegalStateException("this server wrote the cookie", e);
    }
  }
}
