package tidings.platform.identity;

import static tidings.platform.security.RefusedException.invalidToken;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.Header;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.platform.identity.keys.KeysUnavailableException;
import tidings.platform.identity.keys.VerificationKeys;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/**
 * Verifies tokens, one check after another; the rejection names the first that fails. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JSON Web Token Best Current
 *     Practices</a>
 */
final class TokenVerifier {

  /**
   * Of a token, in characters: the server's limit of a header. Identity providers stay far below,
   * and each byte is hashed.
   */
  static final int MAX_CHARS = 32 * 1024;

  /** Media types of other tokens that an issuer signs with the same keys: {@code logout+jwt}. */
  private static final String OTHER_TYPES = "+jwt";

  private static final String ACCESS_TOKEN = "at+jwt";

  private final TokenRules rules;
  private final VerificationKeys keys;
  private final InstantSource clock;

  TokenVerifier(TokenRules rules, VerificationKeys keys, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Returns the claims of a token that passes every check.
   *
   * @throws RefusedException if it fails one
   * @throws KeysUnavailableException if it cannot be verified now
   */
  VerifiedToken verify(String text) {
    var issuer = requireConfigured();
    var token = parse(text);
    requireType(token.getHeader().getType());
    requireAlgorithm(token);
    requireSignature(token);
    var claims = claims(token);
    OtherTokens.refuse(claims);
    requireIssuer(issuer, claims);
    requireAudience(claims);
    requireTimes(claims);
    return new VerifiedToken(text, claims);
  }

  private static SignedJWT parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw invalidToken(
          TokenCheck.FORMAT, "the token is longer than %d bytes".formatted(MAX_CHARS));
    }
    try {
      return SignedJWT.parse(text);
    } catch (ParseException e) {
      throw notSigned(text);
    }
  }

  /** Describes the text that was sent instead of a signed JWT, as far as it is recognised. */
  private static RefusedException notSigned(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length == 5) {
      return invalidToken(
          TokenCheck.FORMAT, "the token is encrypted (JWE), but must be signed (JWS)");
    }
    if (parts.length == 3 && algorithm(parts[0]).filter(Algorithm.NONE::equals).isPresent()) {
      return invalidToken(TokenCheck.ALGORITHM, "the token is not signed (alg none)");
    }
    return invalidToken(
        TokenCheck.FORMAT,
        "the token is not a signed JWT in compact form (three parts in Base64url)");
  }

  private static Optional<Algorithm> algorithm(String header) {
    try {
      var json = JSONObjectUtils.parse(new Base64URL(header).decodeToString());
      return Optional.of(Header.parseAlgorithm(json));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * A token that declares another type is not an access token (RFC 8725, section 3.11); many
   * declare none, or only {@code JWT}.
   */
  private static void requireType(@Nullable JOSEObjectType type) {
    if (type == null) {
      return;
    }
    var name = type.getType().toLowerCase(Locale.ROOT).replaceFirst("^application/", "");
    if (name.endsWith(OTHER_TYPES) && !name.equals(ACCESS_TOKEN)) {
      throw invalidToken(
          TokenCheck.FORMAT,
          "the token is of the type '%s', but must be an access token".formatted(quoted(name)));
    }
  }

  private void requireAlgorithm(SignedJWT token) {
    var header = token.getHeader();
    if (!rules.accepts(header.getAlgorithm())) {
      throw invalidToken(
          TokenCheck.ALGORITHM,
          "the token's algorithm '%s' is not accepted".formatted(quoted(header.getAlgorithm())));
    }
    var critical = header.getCriticalParams();
    if (critical != null) {
      throw invalidToken(
          TokenCheck.FORMAT,
          "the token's header requires extensions (crit) that are not supported");
    }
  }

  private void requireSignature(SignedJWT token) {
    var header = token.getHeader();
    var fitting = keys.fitting(header);
    if (isSignedWithOneOf(fitting, token)) {
      return;
    }
    boolean known =
        header.getKeyID() != null
            && fitting.stream().anyMatch(key -> header.getKeyID().equals(key.getKeyID()));
    if (!known && isSignedWithOneOf(keys.fittingAfterRefresh(header), token)) {
      return;
    }
    if (fitting.isEmpty()) {
      throw invalidToken(
          TokenCheck.KEY,
          "no key of the issuer fits the token (kid '%s', alg %s)"
              .formatted(quoted(header.getKeyID()), quoted(header.getAlgorithm())));
    }
    throw invalidToken(
        TokenCheck.SIGNATURE, "the token's signature does not fit a key of the issuer");
  }

  private static boolean isSignedWithOneOf(List<JWK> keys, SignedJWT token) {
    return keys.stream().anyMatch(key -> Signature.isOf(key, token));
  }

  private static Map<String, @Nullable Object> claims(SignedJWT token) {
    var payload = token.getPayload().toJSONObject();
    if (payload == null || !token.getPayload().toString().stripLeading().startsWith("{")) {
      throw invalidToken(TokenCheck.FORMAT, "the token's payload is not a JSON object");
    }
    var claims = new LinkedHashMap<String, @Nullable Object>();
    claims.putAll(payload);
    return claims;
  }

  private String requireConfigured() {
    var issuer = rules.issuer();
    if (issuer == null) {
      throw invalidToken(
          TokenCheck.ISSUER, "this server has no issuer configured and accepts no token");
    }
    return issuer;
  }

  private static void requireIssuer(String issuer, Map<String, @Nullable Object> claims) {
    if (!issuer.equals(claims.get("iss"))) {
      throw invalidToken(
          TokenCheck.ISSUER,
          "the token's issuer (iss) is '%s', but must be '%s'"
              .formatted(quoted(claims.get("iss")), issuer));
    }
  }

  private void requireAudience(Map<String, @Nullable Object> claims) {
    var audience = audience(claims);
    if (audience.stream().noneMatch(one -> one != null && rules.audiences().contains(one))) {
      throw invalidToken(
          TokenCheck.AUDIENCE,
          "the token's audience (aud) is '%s', but must be '%s'"
              .formatted(
                  quoted(String.join(" ", audience.stream().map(String::valueOf).toList())),
                  rules.expectedAudience()));
    }
  }

  /**
   * The audience of the token. Some identity providers put no audience into access tokens, but only
   * the client that they were issued to: {@code client_id} (RFC 9068) or {@code azp}.
   */
  private static List<? extends @Nullable Object> audience(Map<String, @Nullable Object> claims) {
    return switch (claims.get("aud")) {
      case String one -> List.of(one);
      case List<?> many -> many;
      case null ->
          Stream.of("client_id", "azp").map(claims::get).filter(Objects::nonNull).limit(1).toList();
      default -> List.of();
    };
  }

  private void requireTimes(Map<String, @Nullable Object> claims) {
    var now = clock.instant();
    var expires = time(claims, "exp");
    if (expires == null) {
      throw invalidToken(TokenCheck.CLAIMS, "the token has no expiry (exp)");
    }
    requireNotEnded(expires, now);
    var latest = now.plus(rules.clockSkew());
    var notBefore = time(claims, "nbf");
    if (notBefore != null && notBefore.isAfter(latest)) {
      throw invalidToken(
          TokenCheck.TIME, "the token is not valid before %s (nbf)".formatted(notBefore));
    }
    var issued = time(claims, "iat");
    if (issued != null && issued.isAfter(latest)) {
      throw invalidToken(
          TokenCheck.TIME, "the token was issued in the future, at %s (iat)".formatted(issued));
    }
    requireYoung(issued, now);
  }

  /** An expired token is never accepted, whatever clock skew is allowed. */
  static void requireNotEnded(Instant expires, Instant now) {
    if (!expires.isAfter(now)) {
      throw invalidToken(TokenCheck.EXPIRY, "the token expired at %s (exp)".formatted(expires));
    }
  }

  private void requireYoung(@Nullable Instant issued, Instant now) {
    if (rules.maxAge().isZero()) {
      return;
    }
    if (issued == null || issued.plus(rules.maxAge()).plus(rules.clockSkew()).isBefore(now)) {
      throw invalidToken(
          TokenCheck.TIME,
          "the token was issued more than %s ago, or has no time of issue (iat)"
              .formatted(rules.maxAge()));
    }
  }

  private static @Nullable Instant time(Map<String, @Nullable Object> claims, String name) {
    var value = claims.get(name);
    var time = NumericDate.of(value);
    if (value != null && time == null) {
      throw invalidToken(
          TokenCheck.CLAIMS, "the token's claim '%s' is not a time in seconds".formatted(name));
    }
    return time;
  }

  /** A value from the client, prepared for a message: short, without control characters. */
  static String quoted(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    var text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
