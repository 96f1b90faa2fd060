package tidings.platform.identity;

import static tidings.platform.security.RefusedException.invalidToken;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.policy.GrantSyntax;
import tidings.platform.security.Grants;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/** Reads the claims {@code tidings} and {@code sid} of a token. Pure functions. */
final class GrantsClaim {

  static final String NAME = "tidings";

  private GrantsClaim() {}

  /**
   * @throws RefusedException if one of them cannot be read
   */
  static Grants in(Map<String, @Nullable Object> claims) {
    var sessions = new HashSet<String>();
    var sid = claims.get("sid");
    if (sid != null) {
      sessions.add(requireText(sid));
    }
    return switch (claims.get(NAME)) {
      case null -> new Grants(List.of(), List.of(), sessions);
      case Map<?, ?> claim -> of(claim, sessions);
      default -> throw rejection("must be an object");
    };
  }

  private static Grants of(Map<?, ?> claim, Set<String> sessions) {
    try {
      sessions.addAll(GrantSyntax.texts(claim, "sessions"));
      return new Grants(
          GrantSyntax.grants(claim, "subscribe", null),
          GrantSyntax.grants(claim, "publish", null),
          sessions);
    } catch (IllegalArgumentException e) {
      throw rejection(String.valueOf(e.getMessage()));
    }
  }

  private static String requireText(@Nullable Object value) {
    if (value instanceof String text) {
      Callers.requireAddressable("the claim 'sid'", text);
      return text;
    }
    throw invalidToken(TokenCheck.CLAIMS, "the token's claim 'sid' must be a string");
  }

  private static RefusedException rejection(String why) {
    return invalidToken(TokenCheck.CLAIMS, "the token's claim 'tidings': " + why);
  }
}
