package tidings.platform.identity;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The location of a claim: its name, or names of objects and a member in them, joined by dots.
 *
 * <p>At each level the whole rest is tried as a name first, then ever shorter prefixes of it: a
 * claim such as {@code https://bank.example/groups}, or a client named {@code my.app} in {@code
 * resource_access.my.app.roles}, has dots of its own.
 *
 * @param text {@code groups}, {@code realm_access.roles}, {@code https://bank.example/groups}
 */
public record ClaimPath(String text) {

  public ClaimPath {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the name of a claim must not be empty");
    }
  }

  /** The value; null if it is absent, or JSON's null. */
  @Nullable Object in(Map<?, ?> claims) {
    return find(claims, text);
  }

  private static @Nullable Object find(Map<?, ?> object, String path) {
    if (object.containsKey(path)) {
      return object.get(path);
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (object.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        var found = find(inner, path.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /**
   * Whether this claim of the token contains it: the claim's name is the text, or the part before
   * the first dot.
   */
  boolean isIn(String claim) {
    return text.equals(claim) || text.startsWith(claim + ".");
  }

  @Override
  public String toString() {
    return text;
  }
}
