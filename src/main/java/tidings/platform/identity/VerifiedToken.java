package tidings.platform.identity;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * A verified token, as applications read it through MicroProfile JWT. Immutable.
 *
 * <p>{@link #getClaim} returns the types that the specification gives: {@code String}, {@code Long}
 * for times, {@code Set<String>} for {@code aud} and {@code groups}, else a JSON-P value.
 *
 * @param text the token itself; must never be logged
 * @param claims in the types of JSON: strings, numbers, booleans, lists, maps and nulls
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/">MicroProfile
 *     JWT 2.1</a>
 */
public record VerifiedToken(String text, Map<String, @Nullable Object> claims)
    implements JsonWebToken {

  private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time", "updated_at");
  private static final List<String> NAMES = List.of("upn", "preferred_username", "sub");

  public VerifiedToken {
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /** The time of expiry. Verification has ensured that it is present. */
  public Instant expires() {
    var time = NumericDate.of(claims.get("exp"));
    if (time == null) {
      throw new IllegalStateException("the claim exp was not verified");
    }
    return time;
  }

  /** {@inheritDoc} The first of {@code upn}, {@code preferred_username} and {@code sub}. */
  @Override
  @SuppressWarnings("NullAway") // the API is not annotated and allows it
  public String getName() {
    return NAMES.stream()
        .map(claims::get)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse(null);
  }

  @Override
  public Set<String> getClaimNames() {
    return claims.keySet();
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // the API's own form
  public <T> T getClaim(String name) {
    return (T) (name.equals(Claims.raw_token.name()) ? text : value(name, claims.get(name)));
  }

  private static @Nullable Object value(String name, @Nullable Object claim) {
    return switch (claim) {
      case null -> null;
      case Number number when TIMES.contains(name) -> number.longValue();
      case Object value when name.equals("aud") || name.equals("groups") -> strings(value);
      case String text -> text;
      case Object value -> json(value);
    };
  }

  private static Set<String> strings(Object value) {
    var all = value instanceof Collection<?> many ? many : List.of(value);
    var texts = new LinkedHashSet<String>();
    all.forEach(
        one -> {
          if (one instanceof String text) {
            texts.add(text);
          }
        });
    return texts;
  }

  private static JsonValue json(Object value) {
    var holder = Json.createArrayBuilder(List.of(value)).build();
    return holder.getFirst();
  }

  /** {@inheritDoc} Without its text, with which anyone could sign in. */
  @Override
  public String toString() {
    return "VerifiedToken[sub=%s]".formatted(claims.get("sub"));
  }
}
