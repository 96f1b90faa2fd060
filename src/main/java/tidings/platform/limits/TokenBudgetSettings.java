package tidings.platform.limits;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Daily budgets of tokens.
 *
 * @param perUser tokens of each user; 0: no limit
 * @param perGroup tokens that the members of a group share, by its name
 */
public record TokenBudgetSettings(long perUser, Map<String, Long> perGroup) {

  private static final String GROUPS = "tidings.budget.group-tokens";

  public TokenBudgetSettings {
    perGroup = Map.copyOf(perGroup);
  }

  /**
   * Parses groups from the configuration.
   *
   * @param groups each {@code name=tokens}
   * @throws IllegalArgumentException if one cannot be read
   */
  public static TokenBudgetSettings of(long perUser, List<String> groups) {
    var perGroup = new TreeMap<String, Long>();
    for (var group : groups) {
      int at = group.lastIndexOf('=');
      var name = at < 0 ? "" : group.substring(0, at).strip();
      var tokens = group.substring(at + 1).strip();
      if (name.isEmpty() || !tokens.matches("[1-9][0-9]{0,17}")) {
        throw new IllegalArgumentException(
            GROUPS + " must be a comma list of group=tokens, but has '" + group + "'");
      }
      if (perGroup.put(name, Long.valueOf(tokens)) != null) {
        throw new IllegalArgumentException(GROUPS + " has the group '" + name + "' twice");
      }
    }
    return new TokenBudgetSettings(perUser, perGroup);
  }

  /** Whether there is no budget at all. */
  public boolean isOff() {
    return perUser == 0 && perGroup.isEmpty();
  }
}
