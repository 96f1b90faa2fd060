package tidings.platform.identity;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tidings.platform.security.Caller;

/**
 * The claims that identify the caller, and the groups that confer a role.
 *
 * @param user the claim that identifies the caller
 * @param name the claim with a display name
 * @param groups claims whose values together are the caller's groups
 * @param separator separates groups in a claim that is one string
 * @param adminGroups groups that confer the role {@code admin}
 * @param publisherGroups groups that confer the role {@code publisher}
 */
public record ClaimMapping(
    ClaimPath user,
    ClaimPath name,
    List<ClaimPath> groups,
    Separator separator,
    Set<String> adminGroups,
    Set<String> publisherGroups) {

  /** Between two dots, or next to one at an end. */
  private static final Pattern EMPTY_NAME = Pattern.compile("^$|^\\.|\\.\\.|\\.$");

  /** How to split a string with several groups. Groups in an array are never split. */
  public enum Separator {
    /** Like the claim {@code scope} of OAuth. */
    SPACE("\\s+"),
    /** Like the lists of some SAML bridges. */
    COMMA("\\s*,\\s*"),
    /** A string is one group: {@code Domain Users}. */
    NONE("(?!)");

    private final Pattern pattern;

    Separator(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    Stream<String> split(String text) {
      return pattern.splitAsStream(text.strip()).filter(part -> !part.isEmpty());
    }

    static Separator of(String name) {
      return switch (name.strip().toLowerCase(Locale.ROOT)) {
        case "space" -> SPACE;
        case "comma" -> COMMA;
        case "none" -> NONE;
        default ->
            throw new IllegalArgumentException(
                "tidings.identity.groups-separator must be space, comma or none, but is '%s'"
                    .formatted(name));
      };
    }
  }

  public ClaimMapping {
    groups = List.copyOf(groups);
    adminGroups = Set.copyOf(adminGroups);
    publisherGroups = Set.copyOf(publisherGroups);
  }

  /**
   * Creates a mapping from the configuration.
   *
   * @throws IllegalArgumentException if a claim has no name, or the separator is unknown
   */
  public static ClaimMapping of(
      String user,
      String name,
      List<String> groups,
      String separator,
      List<String> adminGroups,
      List<String> publisherGroups) {
    return new ClaimMapping(
        path("user-claim", user),
        path("name-claim", name),
        groups.stream().map(claim -> path("groups-claims", claim)).toList(),
        Separator.of(separator),
        new LinkedHashSet<>(adminGroups),
        new LinkedHashSet<>(publisherGroups));
  }

  private static ClaimPath path(String key, String claim) {
    var path = claim.strip();
    if (EMPTY_NAME.matcher(path).find()) {
      throw new IllegalArgumentException(
          ("tidings.identity.%s must be the name of a claim, or names joined by dots, such as"
                  + " realm_access.roles, but is '%s'")
              .formatted(key, path));
    }
    return new ClaimPath(path);
  }

  /** Those of {@link Caller#ADMIN} and {@link Caller#PUBLISHER} that the groups confer. */
  Set<String> roles(Set<String> of) {
    var roles = new LinkedHashSet<String>();
    if (of.stream().anyMatch(adminGroups::contains)) {
      roles.add(Caller.ADMIN);
    }
    if (of.stream().anyMatch(publisherGroups::contains)) {
      roles.add(Caller.PUBLISHER);
    }
    return roles;
  }

  /** Whether a group confers a role. */
  public boolean confersRole(String group) {
    return adminGroups.contains(group) || publisherGroups.contains(group);
  }
}
