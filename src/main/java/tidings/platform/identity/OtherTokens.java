package tidings.platform.identity;

import static tidings.platform.security.RefusedException.invalidToken;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/**
 * Recognises, by their claims, tokens that an issuer signs with the same keys as its access tokens,
 * but for another use. Those with a type in the header are recognised by {@link TokenVerifier}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.12">RFC 8725, section 3.12</a>
 */
final class OtherTokens {

  /**
   * Claims in which issuers name the type of a token, with the values that are not access tokens:
   * Keycloak's {@code typ}, and {@code token_use} of Amazon Cognito.
   */
  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "typ",
              Set.of(
                  "id",
                  "refresh",
                  "offline",
                  "logout",
                  "initialaccesstoken",
                  "registrationaccesstoken"),
          "token_use", Set.of("id", "refresh"));

  /** Hashes of the values issued with an ID token (OpenID Connect Core 1.0, 3.3.2.11). */
  private static final List<String> OF_ID_TOKENS = List.of("at_hash", "c_hash");

  /** Types of the events that logout tokens and other security event tokens report (RFC 8417). */
  private static final Pattern EVENT_TYPE = Pattern.compile("https?://schemas\\.openid\\.net/.*");

  private OtherTokens() {}

  /**
   * @throws RefusedException if it is an ID token, a refresh token, a logout token or the like
   */
  static void refuse(Map<String, @Nullable Object> claims) {
    KINDS.forEach(
        (claim, kinds) -> {
          if (claims.get(claim) instanceof String kind
              && kinds.contains(kind.strip().toLowerCase(Locale.ROOT))) {
            throw rejection("%s '%s'".formatted(claim, kind));
          }
        });
    for (var claim : OF_ID_TOKENS) {
      if (claims.get(claim) != null) {
        throw rejection("claim '%s'".formatted(claim));
      }
    }
    if (claims.get("events") instanceof Map<?, ?> events
        && events.keySet().stream().anyMatch(OtherTokens::isEventType)) {
      throw rejection("claim 'events'");
    }
  }

  private static boolean isEventType(Object name) {
    return EVENT_TYPE.matcher(String.valueOf(name)).matches();
  }

  private static RefusedException rejection(String sign) {
    return invalidToken(
        TokenCheck.FORMAT,
        "the token is not an access token (%s)".formatted(TokenVerifier.quoted(sign)));
  }
}
