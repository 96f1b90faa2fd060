package tidings.platform.policy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;
import tidings.platform.security.Caller;
import tidings.platform.security.Credential;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;

/** Random policies, users and events, compared with an oracle that knows nothing of the code. */
class PolicyTest {

  private static final List<String> USERS = List.of("alice", "bob", "eve");
  private static final List<String> GROUPS = List.of("fx", "ops", "it");
  private static final List<String> ROLES = List.of("admin", "publisher");
  private static final List<String> DEPARTMENTS = List.of("north", "south");
  private static final List<String> TOPICS = List.of("a", "a/b", "a/c", "a/b/c", "users/alice");
  private static final List<String> TYPES = List.of("t", "t.u", "t.v");
  private static final List<String> SOURCES = List.of("/s", "/s/1", "/r");

  /** Texts of a rule, as in a file; an empty optional is a part that is absent. */
  record Rule(
      Optional<List<String>> users,
      Optional<List<String>> groups,
      Optional<List<String>> roles,
      Optional<List<String>> departments,
      boolean isForPublish,
      List<String> topics,
      Optional<List<String>> types,
      Optional<List<String>> sources) {

    String yaml(String name) {
      var when = new ArrayList<String>();
      users.ifPresent(it -> when.add("users: " + list(it)));
      groups.ifPresent(it -> when.add("groups: " + list(it)));
      roles.ifPresent(it -> when.add("roles: " + list(it)));
      departments.ifPresent(it -> when.add("claims: {department: " + list(it) + "}"));
      var grant = new ArrayList<String>();
      grant.add("topics: " + list(topics));
      types.ifPresent(it -> grant.add("types: " + list(it)));
      sources.ifPresent(it -> grant.add("sources: " + list(it)));
      return "  - {name: %s%s, %s: [{%s}]}"
          .formatted(
              name,
              when.isEmpty() ? "" : ", when: {" + String.join(", ", when) + "}",
              isForPublish ? "publish" : "subscribe",
              String.join(", ", grant));
    }

    private static String list(List<String> texts) {
      return texts.stream().map(text -> "'" + text + "'").collect(joining(", ", "[", "]"));
    }
  }

  /** A user, and an event that the user wants to receive or to publish. */
  record Request(
      String user,
      Set<String> groups,
      Set<String> roles,
      Set<String> departments,
      String topic,
      String type,
      String source) {

    Caller caller(Policy policy) {
      var claims =
          departments.isEmpty() ? Map.<String, Set<String>>of() : Map.of("department", departments);
      var credential = new Credential(null, null, null, null, Instant.MAX);
      return policy.apply(new Caller(user, null, groups, roles, claims, Grants.NONE, credential));
    }
  }

  /** Decides by the words of the documentation, with regular expressions. */
  private static final class Oracle {

    private Oracle() {}

    static boolean applies(Rule rule, Request request) {
      return rule.users().map(it -> it.contains(request.user())).orElse(true)
          && rule.groups().map(it -> hasOne(it, request.groups())).orElse(true)
          && rule.roles().map(it -> hasOne(it, request.roles())).orElse(true)
          && rule.departments().map(it -> hasOne(it, request.departments())).orElse(true);
    }

    private static boolean hasOne(List<String> needed, Set<String> had) {
      return needed.stream().anyMatch(had::contains);
    }

    static boolean grants(Rule rule, Request request) {
      return rule.topics().stream()
              .map(topic -> topic.replace("{user}", request.user()))
              .anyMatch(topic -> isMatch(topic, "/", request.topic()))
          && rule.types()
              .map(it -> it.stream().anyMatch(type -> isMatch(type, ".", request.type())))
              .orElse(true)
          && rule.sources()
              .map(it -> it.stream().anyMatch(source -> isSource(source, request.source())))
              .orElse(true);
    }

    private static boolean isMatch(String pattern, String separator, String name) {
      var quoted = java.util.regex.Pattern.quote(separator);
      var regex = new ArrayList<String>();
      for (var segment : List.of(pattern.split(quoted, -1))) {
        regex.add(
            switch (segment) {
              case "*" -> "[^" + quoted + "]+";
              case "**" -> ".+";
              default -> java.util.regex.Pattern.quote(segment);
            });
      }
      return name.matches(String.join(quoted, regex));
    }

    private static boolean isSource(String pattern, String source) {
      return pattern.endsWith("**")
          ? source.startsWith(pattern.substring(0, pattern.length() - 2))
          : pattern.equals(source);
    }
  }

  private static Policy policy(List<Rule> rules) throws InvalidPolicyException {
    var lines = new ArrayList<String>();
    for (var rule : rules) {
      lines.add(rule.yaml("rule-" + lines.size()));
    }
    var text =
        lines.isEmpty() ? "rules: []" : lines.stream().collect(joining("\n", "rules:\n", "\n"));
    return PolicyReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
  void policiesAgreeWithTheOracle(
      @ForAll("rules") List<Rule> rules, @ForAll("requests") Request request)
      throws InvalidPolicyException {
    var policy = policy(rules);
    var caller = request.caller(policy);
    var reads = new ArrayList<String>();
    var writes = new ArrayList<String>();
    var explained = policy.explain(caller);
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      boolean applies = Oracle.applies(rule, request);
      assertThat(explained.get(i).rule()).isEqualTo("rule-" + i);
      assertThat(explained.get(i).applies()).as(explained.get(i).reason()).isEqualTo(applies);
      if (applies && Oracle.grants(rule, request)) {
        (rule.isForPublish() ? writes : reads).add("rule-" + i);
      }
    }
    var grants = caller.grants();
    assertThat(grants.mayReceive(request.topic(), request.type(), request.source()))
        .isEqualTo(!reads.isEmpty());
    assertThat(caller.mayPublish(request.topic(), request.type(), request.source()))
        .isEqualTo(!writes.isEmpty() || request.roles().contains("publisher"));
    assertThat(named(grants.subscribe(), request)).as("named by grants").isEqualTo(reads);
    assertThat(named(grants.publish(), request)).as("named by grants").isEqualTo(writes);
  }

  private static List<@Nullable String> named(List<Grant> grants, Request of) {
    var rules = new ArrayList<@Nullable String>();
    for (var grant : grants) {
      var alone = new Grants(List.of(grant), List.of(), Set.of());
      if (alone.mayReceive(of.topic(), of.type(), of.source())) {
        rules.add(grant.rule());
      }
    }
    return rules;
  }

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void aTopicThatMayBeSubscribedToIsOneOfWhichSomeEventMayBeReceived(
      @ForAll("rules") List<Rule> rules, @ForAll("requests") Request request)
      throws InvalidPolicyException {
    var grants = request.caller(policy(rules)).grants();
    var topic = Pattern.ofTopic(request.topic());
    if (grants.mayReceive(request.topic(), request.type(), request.source())) {
      assertThat(grants.maySubscribe(topic)).isTrue();
    }
    if (grants.mayReceiveAll(topic)) {
      assertThat(grants.mayReceive(request.topic(), request.type(), request.source())).isTrue();
    }
  }

  @Provide
  Arbitrary<List<Rule>> rules() {
    var conditions =
        Combinators.combine(
            part(USERS, 0.2), part(GROUPS, 0.5), part(ROLES, 0.2), part(DEPARTMENTS, 0.3));
    var topics = Arbitraries.of("a", "a/*", "a/**", "a/b", "*/b", "**", "users/{user}", "*").list();
    var types = part(List.of("t", "t.*", "t.**", "**"), 0.5);
    var sources = part(List.of("/s", "/s/**", "/s**", "**"), 0.5);
    var grants =
        Combinators.combine(
            Arbitraries.of(true, false), topics.ofMinSize(1).ofMaxSize(2), types, sources);
    return conditions
        .as(Conditions::new)
        .flatMap(
            when ->
                grants.as(
                    (isForPublish, of, ofTypes, ofSources) ->
                        new Rule(
                            when.users(),
                            when.groups(),
                            when.roles(),
                            when.departments(),
                            isForPublish,
                            of,
                            ofTypes,
                            ofSources)))
        .list()
        .ofMaxSize(5);
  }

  private record Conditions(
      Optional<List<String>> users,
      Optional<List<String>> groups,
      Optional<List<String>> roles,
      Optional<List<String>> departments) {}

  private static Arbitrary<Optional<List<String>>> part(List<String> of, double present) {
    return Arbitraries.of(of).list().uniqueElements().ofMinSize(1).ofMaxSize(2).optional(present);
  }

  @Provide
  Arbitrary<Request> requests() {
    return Combinators.combine(
            Arbitraries.of(USERS),
            Arbitraries.of(GROUPS).set().ofMaxSize(2),
            Arbitraries.of(ROLES).set().ofMaxSize(1),
            Arbitraries.of(DEPARTMENTS).set().ofMaxSize(1),
            Arbitraries.of(TOPICS),
            Arbitraries.of(TYPES),
            Arbitraries.of(SOURCES))
        .as(Request::new);
  }
}
