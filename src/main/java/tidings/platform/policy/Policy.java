package tidings.platform.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;

/**
 * Rules that together say what each caller is granted beyond its token. A rule only adds. Immutable
 * and thread-safe.
 */
public final class Policy {

  /** Grants nothing. */
  public static final Policy NONE = new Policy(List.of());

  private final List<PolicyRule> rules;
  private final Map<String, Set<String>> claims;
  private final Set<String> groups;

  /**
   * @param rules in the order of the file
   */
  Policy(List<PolicyRule> rules) {
    this.rules = List.copyOf(rules);
    var named = new HashMap<String, Set<String>>();
    var inConditions = new HashSet<String>();
    for (var rule : rules) {
      inConditions.addAll(rule.when().groups());
      rule.when()
          .claims()
          .forEach(
              (claim, values) -> named.computeIfAbsent(claim, _ -> new HashSet<>()).addAll(values));
    }
    claims = Map.copyOf(named);
    groups = Set.copyOf(inConditions);
  }

  /** Number of its rules. */
  public int size() {
    return rules.size();
  }

  /**
   * A rule for one caller.
   *
   * @param rule its name
   * @param applies whether its condition holds
   * @param reason what of the caller meets the condition, or what the caller lacks
   */
  public record Explanation(String rule, boolean applies, String reason) {}

  /** The caller with the grants of its token, and of this policy in place of an earlier one's. */
  public Caller apply(Caller caller) {
    if (rules.isEmpty()) {
      return caller.grants().hasRules()
          ? caller.with(caller.grants().withRules(List.of(), List.of()))
          : caller;
    }
    var subscribe = new ArrayList<Grant>();
    var publish = new ArrayList<Grant>();
    for (var rule : rules) {
      if (rule.when().holds(caller)) {
        subscribe.addAll(rule.subscribe(caller));
        publish.addAll(rule.publish(caller));
      }
    }
    return caller.with(caller.grants().withRules(subscribe, publish));
  }

  /** Each rule, and why it applies to the caller or does not. */
  public List<Explanation> explain(Caller caller) {
    return rules.stream().map(rule -> explain(rule, caller)).toList();
  }

  private static Explanation explain(PolicyRule rule, Caller caller) {
    var missing = rule.when().missing(caller);
    if (missing.isPresent()) {
      return new Explanation(rule.name(), false, missing.get());
    }
    var reason = rule.when().metBy(caller);
    return new Explanation(
        rule.name(),
        true,
        rule.excludes(caller)
            ? reason + "; no topic can have the user as a segment, because of its / or *"
            : reason);
  }

  /** The claims in conditions, and the values that they name. */
  public Map<String, Set<String>> claims() {
    return claims;
  }

  /** Whether a condition names the group. */
  public boolean hasGroup(String group) {
    return groups.contains(group);
  }
}
