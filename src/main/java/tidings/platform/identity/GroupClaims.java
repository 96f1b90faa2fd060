package tidings.platform.identity;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.event.Texts;
import tidings.event.codec.NameList;

/**
 * Reads groups in the formats of identity providers: an array of strings, one string with one or
 * several groups, numbers, objects with a name, or null.
 */
final class GroupClaims {

  /** The members that may name a group which is an object; the first that is present wins. */
  private static final List<String> NAMES = List.of("name", "value", "id");

  private final ClaimMapping mapping;

  GroupClaims(ClaimMapping mapping) {
    this.mapping = mapping;
  }

  /**
   * The groups of a token.
   *
   * @param groups the readable groups
   * @param omitted a mapped claim that the issuer left out because it was too large for the token;
   *     null if there is none
   * @param unreadable a mapped claim with a value that is not a group; null if there is none
   */
  record Groups(Set<String> groups, @Nullable String omitted, @Nullable String unreadable) {}

  Groups read(Map<String, ? extends @Nullable Object> claims) {
    var groups = new LinkedHashSet<String>();
    String unreadable = null;
    for (var path : mapping.groups()) {
      if (!addAll(path.in(claims), groups)) {
        unreadable = path.text();
      }
    }
    return new Groups(groups, omittedClaim(claims), unreadable);
  }

  private boolean addAll(@Nullable Object value, Set<String> to) {
    return switch (value) {
      case null -> true;
      case String text -> {
        boolean all = true;
        for (var one : groups(text)) {
          all &= add(one, to);
        }
        yield all;
      }
      case Collection<?> many -> {
        boolean all = true;
        for (Object one : many) {
          all &= add(one, to);
        }
        yield all;
      }
      default -> add(value, to);
    };
  }

  /**
   * A list, or a JSON array as a text: some identity providers pass it on in an attribute that
   * holds only texts.
   */
  private List<String> groups(String text) {
    return text.strip().startsWith("[\"")
        ? NameList.parse(text.strip())
        : mapping.separator().split(text).toList();
  }

  private static boolean add(@Nullable Object value, Set<String> to) {
    if (value == null) {
      return true;
    }
    var group = name(value);
    if (group == null || group.length() > Texts.MAX_CHARS || !Texts.isClean(group)) {
      return false;
    }
    if (!group.isBlank()) {
      to.add(group);
    }
    return true;
  }

  private static @Nullable String name(Object value) {
    return switch (value) {
      case String text -> text;
      case Long number -> number.toString();
      case Map<?, ?> object -> {
        for (var member : NAMES) {
          if (object.get(member) instanceof String text) {
            yield text;
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  /**
   * A claim that the token only refers to: Entra ID leaves groups out of a token when there are
   * more than some two hundred.
   *
   * @see <a
   *     href="https://openid.net/specs/openid-connect-core-1_0.html#AggregatedDistributedClaims">
   *     OpenID Connect Core, section 5.6.2</a>
   */
  private @Nullable String omittedClaim(Map<String, ? extends @Nullable Object> claims) {
    var elsewhere =
        claims.get("_claim_names") instanceof Map<?, ?> names
            ? names.keySet().stream().map(String::valueOf)
            : Stream.<String>empty();
    var flagged =
        Boolean.TRUE.equals(claims.get("hasgroups")) ? Stream.of("groups") : Stream.<String>empty();
    return Stream.concat(elsewhere, flagged)
        .filter(claim -> mapping.groups().stream().anyMatch(path -> path.isIn(claim)))
        .findFirst()
        .orElse(null);
  }
}
