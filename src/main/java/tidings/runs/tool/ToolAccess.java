package tidings.runs.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tidings.platform.security.Caller;

/**
 * The access rights to tool servers. To a caller without access a server does not exist.
 *
 * @param groups by the name of a server, the groups of which a caller needs one; every caller may
 *     use a server that is not listed
 */
public record ToolAccess(Map<String, Set<String>> groups) {

  /** Every caller may use every server. */
  public static final ToolAccess EVERYBODY = new ToolAccess(Map.of());

  private static final Pattern OR = Pattern.compile("\\s*\\|\\s*");

  public ToolAccess {
    groups = Map.copyOf(groups);
  }

  /**
   * Reads {@code server=group|group}.
   *
   * @throws IllegalArgumentException if a text does not have this form, or a server is listed twice
   */
  public static ToolAccess of(List<String> texts) {
    var groups = new LinkedHashMap<String, Set<String>>();
    for (var text : texts) {
      int at = text.indexOf('=');
      var server = at < 0 ? "" : text.substring(0, at).strip();
      var names =
          OR.splitAsStream(text.substring(at + 1).strip())
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toUnmodifiableSet());
      if (server.isEmpty() || names.isEmpty()) {
        throw new IllegalArgumentException(
            "tidings.tools.groups must be a comma list of server=group|group, but has '%s'"
                .formatted(text));
      }
      if (groups.put(server, names) != null) {
        throw new IllegalArgumentException(
            "tidings.tools.groups names the server '%s' twice".formatted(server));
      }
    }
    return new ToolAccess(groups);
  }

  boolean mayUse(Caller caller, String server) {
    var needed = groups.get(server);
    return needed == null || caller.groups().stream().anyMatch(needed::contains);
  }
}
