package tidings.platform.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tidings.platform.security.Caller;

/**
 * The callers that a rule is for: each part that names something has to hold, and one value of it
 * is enough. Without any part it is for every caller.
 *
 * @param users the caller is one of them
 * @param groups the caller is in one of them
 * @param roles the caller has one of them
 * @param claims names of claims, and values of which the claim has one
 */
record Condition(
    Set<String> users, Set<String> groups, Set<String> roles, Map<String, Set<String>> claims) {

  static final Condition EVERYBODY = new Condition(Set.of(), Set.of(), Set.of(), Map.of());

  Condition {
    users = Set.copyOf(users);
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /** One part of a condition for a caller: what it asks for, and what of that the caller has. */
  private record Part(String kind, Set<String> needed, Collection<String> had) {

    boolean isMet() {
      return needed.isEmpty() || had.stream().anyMatch(needed::contains);
    }

    String metBy() {
      return kind + " " + quoted(had.stream().filter(needed::contains).sorted().toList());
    }

    String missing() {
      return "needs " + kind + " " + quoted(needed.stream().sorted().toList());
    }

    private static String quoted(List<String> names) {
      return String.join(" or ", names.stream().map(name -> "'" + name + "'").toList());
    }
  }

  private List<Part> parts(Caller caller) {
    var parts = new ArrayList<Part>();
    parts.add(new Part("user", users, Set.of(caller.user())));
    parts.add(new Part("group", groups, caller.groups()));
    parts.add(new Part("role", roles, caller.roles()));
    new TreeMap<>(claims) // so that the same part is always named first
        .forEach(
            (name, values) -> {
              var had = caller.claims().getOrDefault(name, Set.of());
              parts.add(new Part("claim " + name, values, had));
            });
    return parts;
  }

  /** Whether the condition holds for the caller. */
  boolean holds(Caller caller) {
    return hasOne(users, Set.of(caller.user()))
        && hasOne(groups, caller.groups())
        && hasOne(roles, caller.roles())
        && claims.entrySet().stream()
            .allMatch(
                claim ->
                    hasOne(
                        claim.getValue(), caller.claims().getOrDefault(claim.getKey(), Set.of())));
  }

  private static boolean hasOne(Set<String> needed, Set<String> had) {
    return needed.isEmpty() || had.stream().anyMatch(needed::contains);
  }

  /** What the caller lacks; empty if the condition holds. */
  Optional<String> missing(Caller caller) {
    return parts(caller).stream().filter(part -> !part.isMet()).map(Part::missing).findFirst();
  }

  /** What of the caller meets the condition. */
  String metBy(Caller caller) {
    var met =
        parts(caller).stream().filter(part -> !part.needed().isEmpty()).map(Part::metBy).toList();
    return met.isEmpty() ? "every caller" : String.join(", ", met);
  }
}
