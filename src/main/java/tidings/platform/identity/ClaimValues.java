package tidings.platform.identity;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a token the values of claims that a policy names. Pure functions. */
final class ClaimValues {

  /** Claims that are lists of words (RFC 8693, section 4.2; Entra ID and Okta). */
  private static final Set<String> WORDS = Set.of("scope", "scp");

  private ClaimValues() {}

  /**
   * Values that the token has.
   *
   * @param named claims, or paths of them, and the values to look for
   */
  static Map<String, Set<String>> in(
      Map<String, ? extends @Nullable Object> claims, Map<String, Set<String>> named) {
    if (named.isEmpty()) {
      return Map.of();
    }
    var found = new HashMap<String, Set<String>>();
    named.forEach(
        (claim, values) -> {
          var had = values(claim, new ClaimPath(claim).in(claims));
          had.retainAll(values);
          if (!had.isEmpty()) {
            found.put(claim, had);
          }
        });
    return found;
  }

  private static Set<String> values(String claim, @Nullable Object value) {
    var values = new HashSet<String>();
    add(value, values);
    if (WORDS.contains(claim) && value instanceof String words) {
      values.addAll(List.of(words.strip().split("\\s+")));
    }
    return values;
  }

  private static void add(@Nullable Object value, Set<String> to) {
    switch (value) {
      case String text -> to.add(text);
      case Number number -> to.add(number.toString());
      case Boolean flag -> to.add(flag.toString());
      case Collection<?> many -> many.forEach(one -> add(one, to));
      case null, default -> {
        // An object has no value to compare.
      }
    }
  }
}
