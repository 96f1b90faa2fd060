package tidings.platform.identity;

import static tidings.platform.security.RefusedException.invalidToken;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.platform.identity.GroupClaims.Groups;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.Credential;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/** Reads a {@link Caller} from a verified token, or from a session. Thread-safe. */
public final class Callers {

  private static final String SUBJECT = "sub";
  private static final String SESSION = "sid";

  /** Identifies a caller whose token has no subject, as in MicroProfile JWT. */
  private static final String FALLBACK = "upn";

  /** Identifies a token: RFC 7519's claim, and Entra ID's. */
  private static final List<String> IDS = List.of("jti", "uti");

  private final ClaimMapping mapping;
  private final GroupClaims groupClaims;
  private final Policies policies;

  public Callers(ClaimMapping mapping, Policies policies) {
    this.mapping = mapping;
    this.policies = policies;
    groupClaims = new GroupClaims(mapping);
  }

  /** A caller, and the result of reading its groups. */
  record Read(Caller caller, Groups groups) {}

  /**
   * @throws RefusedException if the token does not identify the caller, or its claims {@code sid}
   *     or {@code tidings} cannot be read
   */
  Read from(VerifiedToken token) {
    var claims = token.claims();
    var groups = groupClaims.read(claims);
    var caller =
        new Caller(
            user(claims),
            text(mapping.name().in(claims)),
            groups.groups(),
            mapping.roles(groups.groups()),
            Map.of(),
            GrantsClaim.in(claims),
            credential(token));
    return new Read(caller, groups);
  }

  /** The caller of a token with the grants of the current policy, for which its claims are read. */
  Caller granted(Caller caller, VerifiedToken token) {
    if (!policies.isConfigured()) {
      return caller;
    }
    var policy = policies.current();
    return policy.apply(caller.with(ClaimValues.in(token.claims(), policy.claims())));
  }

  private static Credential credential(VerifiedToken token) {
    var claims = token.claims();
    var id =
        IDS.stream()
            .map(claims::get)
            .map(Callers::text)
            .filter(found -> found != null)
            .findFirst()
            .orElse(null);
    var session = claims.get(SESSION) instanceof String sid ? sid : null;
    var subject = claims.get(SUBJECT) instanceof String sub ? sub : null;
    return new Credential(id, session, subject, NumericDate.of(claims.get("iat")), token.expires());
  }

  /**
   * The caller of a session whose identity was read before, with the grants of the current policy.
   *
   * @param known values of the claims that the policy named then
   * @param grants the claim {@code tidings}; null without one
   */
  public Caller of(
      String user,
      @Nullable String name,
      Set<String> groups,
      Map<String, Set<String>> known,
      @Nullable Map<String, @Nullable Object> grants,
      Credential credential) {
    var claims = new HashMap<String, @Nullable Object>();
    claims.put(SESSION, credential.session());
    claims.put(GrantsClaim.NAME, grants);
    var roles = mapping.roles(groups);
    return policies
        .current()
        .apply(new Caller(user, name, groups, roles, known, GrantsClaim.in(claims), credential));
  }

  /** The display name in the claims of a verified token; null without one. */
  public @Nullable String name(Map<String, @Nullable Object> claims) {
    return text(mapping.name().in(claims));
  }

  private String user(Map<String, @Nullable Object> claims) {
    var user = text(mapping.user().in(claims));
    if (user == null && mapping.user().text().equals(SUBJECT)) {
      user = text(claims.get(FALLBACK));
    }
    if (user == null) {
      throw invalidToken(
          TokenCheck.CLAIMS,
          "the token does not identify the user (claim '%s')".formatted(mapping.user()));
    }
    requireAddressable("the user (claim '%s')".formatted(mapping.user()), user);
    return user;
  }

  /** No event could be addressed to a longer name: attributes of events have the same limits. */
  static void requireAddressable(String what, String name) {
    if (name.length() > Texts.MAX_CHARS) {
      throw invalidToken(
          TokenCheck.CLAIMS, "%s is longer than %d characters".formatted(what, Texts.MAX_CHARS));
    }
    if (!Texts.isClean(name)) {
      throw invalidToken(
          TokenCheck.CLAIMS, what + " has a control character, or half of a surrogate pair");
    }
  }

  /** A text, or a whole number as text; null for any other or blank value. */
  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case String text when !text.isBlank() -> text;
      case Long number -> number.toString();
      case null, default -> null;
    };
  }
}
