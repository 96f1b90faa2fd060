package tidings.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.event.Pattern;
import tidings.platform.security.Caller;
import tidings.platform.security.Credential;
import tidings.platform.security.Grants;

class PolicyReaderTest {

  private static final String TRADERS =
      """
      rules:
        - name: traders
          when:
            groups: [traders, desk]
            claims:
              department: [fx]
          subscribe:
            - orders/**
            - topics: [rates/*]
              types: [rate.*]
              sources: ["/rates/**"]
          publish:
            - topics: [notes/1]
      """;

  private static Policy read(String text) throws InvalidPolicyException {
    return PolicyReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Caller caller(String user, Set<String> groups, Map<String, Set<String>> claims) {
    var credential = new Credential(null, null, null, null, Instant.MAX);
    return new Caller(user, null, groups, Set.of(), claims, Grants.NONE, credential);
  }

  @Test
  void aRuleGrantsToThoseForWhomAllItsConditionsHold() throws InvalidPolicyException {
    var policy = read(TRADERS);
    var fx = Map.of("department", Set.of("fx"));
    var granted = policy.apply(caller("alice", Set.of("desk", "x"), fx)).grants();
    assertThat(granted.maySubscribe(Pattern.ofTopic("orders/**"))).isTrue();
    assertThat(granted.mayReceive("rates/eur", "rate.changed", "/rates/ecb")).isTrue();
    assertThat(granted.mayReceive("rates/eur", "rate.changed", "/news")).isFalse();
    assertThat(granted.mayReceive("rates/eur", "rates", "/rates/ecb")).isFalse();
    assertThat(granted.mayPublish("notes/1", "any", "/any")).isTrue();
    assertThat(granted.mayPublish("notes/2", "any", "/any")).isFalse();
    assertThat(policy.apply(caller("alice", Set.of("desk"), Map.of())).grants())
        .isEqualTo(Grants.NONE);
    assertThat(policy.apply(caller("alice", Set.of(), fx)).grants()).isEqualTo(Grants.NONE);
  }

  @Test
  void jsonIsReadAsWell() throws InvalidPolicyException {
    var policy = read("{\"rules\":[{\"name\":\"all\",\"subscribe\":[\"news/**\"]}]}");
    assertThat(
            policy
                .apply(caller("bob", Set.of(), Map.of()))
                .grants()
                .maySubscribe(Pattern.ofTopic("news/*")))
        .isTrue();
  }

  @Test
  void theUserIsASegmentOfATopic() throws InvalidPolicyException {
    var policy = read("rules: [{name: own, subscribe: ['users/{user}/**']}]");
    var alice = policy.apply(caller("alice", Set.of(), Map.of())).grants();
    assertThat(alice.maySubscribe(Pattern.ofTopic("users/alice/**"))).isTrue();
    assertThat(alice.maySubscribe(Pattern.ofTopic("users/bob/x"))).isFalse();
    for (var name : new String[] {"*", "**", "a/b", "../alice"}) {
      var caller = caller(name, Set.of(), Map.of());
      assertThat(policy.apply(caller).grants().subscribe())
          .as(name)
          .allSatisfy(grant -> assertThat(grant.topics()).isEmpty());
      assertThat(policy.explain(caller).getFirst().reason()).contains("because of its / or *");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | must be an object with 'rules'",
        "hello | must be an object with 'rules'",
        "{} | 'rules' must be a list",
        "{rules: {}} | 'rules' must be a list",
        "{rules: [], rulez: 1} | the unknown member 'rulez'; it may have rules",
        "{rules: [1]} | rules[0] must be an object",
        "{rules: [{subscribe: [a]}]} | rules[0] needs a 'name'",
        "{rules: [{name: a}]} | rules[0] ('a'): grants nothing",
        "{rules: [{name: a, subscribe: [x]}, {name: a, subscribe: [x]}]} | rules[1]: another rule"
            + " has the name 'a'",
        "{rules: [{name: a, subscribe: x}]} | rules[0] ('a'): subscribe must be an array",
        "{rules: [{name: a, subscribe: [x], groups: [g]}]} | rules[0] ('a') has the unknown member"
            + " 'groups'",
        "{rules: [{name: a, subscribe: [x//y]}]} | 'x//y' has an empty segment",
        "{rules: [{name: a, publish: [{topics: [x], sources: ['a*b']}]}]} | 'a*b' has a * that is"
            + " not a ** at its end",
        "{rules: [{name: a, publish: [{types: [x]}]}]} | an object that grants nothing",
        "{rules: [{name: a, publish: [{topics: [x], types: []}]}]} | an object that grants nothing",
        "{rules: [{name: a, publish: [{topics: [x], typs: [y]}]}]} | members other than",
        "{rules: [{name: a, subscribe: [x], when: {groups: []}}]} | 'groups' must not be an empty"
            + " list",
        "{rules: [{name: a, subscribe: [x], when: {group: [g]}}]} | 'when' has the unknown member"
            + " 'group'",
        "{rules: [{name: a, subscribe: [x], when: }]} | 'when' must be an object",
        "{rules: [{name: a, subscribe: [x], when: {groups: [no]}}]} | groups must hold texts, but"
            + " has a boolean",
        "{rules: [{name: a, subscribe: [x], when: {users: [007]}}]} | users must hold texts, but"
            + " has a number",
        "{rules: [{name: a, subscribe: [x], when: {roles: [trader]}}]} | 'roles' must hold 'admin'"
            + " or 'publisher'",
        "{rules: [{name: a, subscribe: [x], when: {claims: [y]}}]} | 'claims' must be an object",
        "{rules: [{name: a, subscribe: [x], when: {claims: {d: []}}}]} | 'd' must not be an empty"
            + " list",
        "{rules: [{name: a, name: b, subscribe: [x]}]} | line 1",
        "{rules: [ | line 1"
      })
  void aFaultIsNamedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aDocumentThatExpandsWithoutEndIsRejected() {
    var laughs = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> read(laughs.toString())).isInstanceOf(InvalidPolicyException.class);
  }

  @Test
  void aThousandRulesAreReadAndOneMoreIsNot() {
    assertThatCode(() -> read(rules(1000))).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(rules(1001))).hasMessage("'rules' has more than 1000 entries");
  }

  private static String rules(int many) {
    return IntStream.range(0, many)
        .mapToObj("  - {name: r%d, subscribe: [t]}"::formatted)
        .collect(Collectors.joining("\n", "rules:\n", "\n"));
  }
}
