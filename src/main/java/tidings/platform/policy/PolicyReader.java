package tidings.platform.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.platform.security.Grant;

/** Reads a policy in YAML, of which JSON is a part. Pure functions. */
final class PolicyReader {

  /** Maximum number of rules: each is checked for each request. */
  static final int MAX_RULES = 1000;

  private static final String RULES = "rules";
  private static final String NAME = "name";
  private static final String WHEN = "when";
  private static final String SUBSCRIBE = "subscribe";
  private static final String PUBLISH = "publish";
  private static final String USERS = "users";
  private static final String GROUPS = "groups";
  private static final String ROLES = "roles";
  private static final String CLAIMS = "claims";

  private static final Set<String> KNOWN_ROLES = Set.of(Caller.ADMIN, Caller.PUBLISHER);

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PolicyReader() {}

  /**
   * Reads a policy.
   *
   * @throws InvalidPolicyException naming the first fault and its place
   */
  static Policy read(byte[] content) throws InvalidPolicyException {
    var document = parse(content);
    if (!(document instanceof Map<?, ?> policy)) {
      throw new InvalidPolicyException("a policy must be an object with 'rules'");
    }
    requireMembers("the policy", policy, Set.of(RULES));
    if (!(policy.get(RULES) instanceof Collection<?> rules)) {
      throw new InvalidPolicyException("'rules' must be a list");
    }
    if (rules.size() > MAX_RULES) {
      throw new InvalidPolicyException("'rules' has more than " + MAX_RULES + " entries");
    }
    var read = new ArrayList<PolicyRule>();
    var names = new HashSet<String>();
    for (var rule : rules) {
      var place = RULES + "[" + read.size() + "]";
      var one = rule(place, rule);
      if (!names.add(one.name())) {
        throw new InvalidPolicyException(
            place + ": another rule has the name '" + one.name() + "'");
      }
      read.add(one);
    }
    return new Policy(read);
  }

  private static @Nullable Object parse(byte[] content) throws InvalidPolicyException {
    try {
      return YAML.readValue(content, Object.class);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var place =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
      throw new InvalidPolicyException(
          place + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    } catch (IOException e) {
      throw new InvalidPolicyException("it is not text in UTF-8", e);
    }
  }

  private static PolicyRule rule(String place, @Nullable Object value)
      throws InvalidPolicyException {
    if (!(value instanceof Map<?, ?> rule)) {
      throw new InvalidPolicyException(place + " must be an object");
    }
    if (!(rule.get(NAME) instanceof String name) || name.isBlank()) {
      throw new InvalidPolicyException(place + " needs a 'name', a text");
    }
    var named = place + " ('" + name + "')";
    requireMembers(named, rule, Set.of(NAME, WHEN, SUBSCRIBE, PUBLISH));
    try {
      var when = rule.containsKey(WHEN) ? condition(rule.get(WHEN)) : Condition.EVERYBODY;
      var subscribe = grants(rule, SUBSCRIBE, name);
      var publish = grants(rule, PUBLISH, name);
      if (subscribe.isEmpty() && publish.isEmpty()) {
        throw new IllegalArgumentException("grants nothing: it needs 'subscribe' or 'publish'");
      }
      return new PolicyRule(name, when, subscribe, publish);
    } catch (IllegalArgumentException e) {
      throw new InvalidPolicyException(named + ": " + e.getMessage(), e);
    }
  }

  private static List<Grant> grants(Map<?, ?> rule, String member, String name) {
    var grants = GrantSyntax.grants(rule, member, name);
    for (var grant : grants) {
      if (grant.topics().isEmpty() || grant.types().isEmpty() || grant.sources().isEmpty()) {
        throw new IllegalArgumentException(
            member + " has an object that grants nothing: without 'topics', or with an empty list");
      }
    }
    return grants;
  }

  private static Condition condition(@Nullable Object value) throws InvalidPolicyException {
    if (!(value instanceof Map<?, ?> when)) {
      throw new IllegalArgumentException("'when' must be an object");
    }
    requireMembers("'when'", when, Set.of(USERS, GROUPS, ROLES, CLAIMS));
    var roles = names(when, ROLES);
    if (!KNOWN_ROLES.containsAll(roles)) {
      throw new IllegalArgumentException("'roles' must hold 'admin' or 'publisher'");
    }
    return new Condition(names(when, USERS), names(when, GROUPS), roles, claims(when));
  }

  private static Map<String, Set<String>> claims(Map<?, ?> when) {
    var claims = new HashMap<String, Set<String>>();
    switch (when.get(CLAIMS)) {
      case null -> {
        if (when.containsKey(CLAIMS)) {
          throw new IllegalArgumentException("'claims' must be an object");
        }
      }
      case Map<?, ?> named ->
          named
              .keySet()
              .forEach(
                  name -> claims.put(String.valueOf(name), names(named, String.valueOf(name))));
      default -> throw new IllegalArgumentException("'claims' must be an object");
    }
    return claims;
  }

  /** An empty list would make the condition hold for every caller. */
  private static Set<String> names(Map<?, ?> object, String member) {
    var names = new LinkedHashSet<>(GrantSyntax.texts(object, member));
    if (object.containsKey(member) && names.isEmpty()) {
      throw new IllegalArgumentException("'" + member + "' must not be an empty list");
    }
    return names;
  }

  private static void requireMembers(String place, Map<?, ?> object, Set<String> known)
      throws InvalidPolicyException {
    for (var member : object.keySet()) {
      if (!known.contains(String.valueOf(member))) {
        throw new InvalidPolicyException(
            "%s has the unknown member '%s'; it may have %s"
                .formatted(place, member, String.join(", ", known.stream().sorted().toList())));
      }
    }
  }
}
