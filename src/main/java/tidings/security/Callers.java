package tidings.security;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;

/** Reads a {@link Caller} from a token that MicroProfile JWT has verified. Pure functions. */
public final class Callers {

  private static final String CLAIM = "tidings";

  private Callers() {}

  /**
   * @throws RefusedException if the token has no subject, has ended, or its {@code tidings} claim
   *     cannot be read
   */
  public static Caller from(JsonWebToken token, Instant now) {
    var user = token.getSubject() == null ? token.getName() : token.getSubject();
    if (user == null || user.isBlank()) {
      throw RefusedException.unauthenticated("the token has no subject");
    }
    var expires = Instant.ofEpochSecond(token.getExpirationTime());
    if (!expires.isAfter(now)) {
      throw RefusedException.unauthenticated("the token ended at " + expires);
    }
    Set<String> groups = token.getGroups() == null ? Set.of() : token.getGroups();
    return new Caller(user, groups, grants(token), token.getTokenID(), expires);
  }

  private static Grants grants(JsonWebToken token) {
    var sessions = new HashSet<String>();
    Object sid = token.getClaim("sid");
    if (sid != null) {
      sessions.add(text(sid));
    }
    Object claim = token.getClaim(CLAIM);
    if (claim == null) {
      return new Grants(List.of(), List.of(), sessions);
    }
    sessions.addAll(strings(member(claim, "sessions")));
    try {
      return new Grants(
          strings(member(claim, "subscribe")).stream().map(Pattern::ofTopic).toList(),
          strings(member(claim, "publish")).stream().map(Pattern::ofTopic).toList(),
          sessions);
    } catch (IllegalArgumentException e) {
      throw RefusedException.unauthenticated("the token's claim 'tidings': " + e.getMessage());
    }
  }

  private static @Nullable Object member(Object claim, String name) {
    return switch (claim) {
      case JsonObject object -> object.get(name);
      case Map<?, ?> map -> map.get(name);
      default ->
          throw RefusedException.unauthenticated("the token's claim 'tidings' must be an object");
    };
  }

  private static List<String> strings(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case JsonArray array -> array.stream().map(Callers::text).toList();
      case Iterable<?> many -> {
        var texts = new ArrayList<String>();
        for (Object one : many) {
          texts.add(text(one));
        }
        yield texts;
      }
      default -> throw notStrings();
    };
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case JsonString text -> text.getString();
      case null, default -> throw notStrings();
    };
  }

  private static RefusedException notStrings() {
    return RefusedException.unauthenticated(
        "the token's claims 'sid' and 'tidings' must hold strings and arrays of strings");
  }
}
