package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.event.Pattern;
import tidings.platform.policy.Policies;
import tidings.platform.security.Caller;
import tidings.platform.security.Credential;
import tidings.platform.security.Grant;
import tidings.platform.security.Grants;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/** The caller for the claims of a verified token and their mapping. */
class CallersTest {

  private static final Instant EXPIRES = Instant.parse("2026-01-31T12:01:00Z");

  private static final ClaimMapping STANDARD =
      mapping("sub", List.of("groups"), List.of("admin"), List.of("publisher"));

  private static ClaimMapping mapping(
      String user, List<String> groups, List<String> admin, List<String> publisher) {
    return ClaimMapping.of(user, "name", groups, "space", admin, publisher);
  }

  private static ClaimMapping groupsIn(String... claims) {
    return mapping("sub", List.of(claims), List.of("admin"), List.of("publisher"));
  }

  private static Map<String, Object> claims(String json) {
    try {
      var claims = new HashMap<String, Object>();
      claims.put("sub", "alice");
      claims.put("exp", EXPIRES.getEpochSecond());
      claims.putAll(JSONObjectUtils.parse(json));
      return claims;
    } catch (ParseException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Callers.Read read(ClaimMapping mapping, Map<String, Object> claims) {
    return new Callers(mapping, Policies.none()).from(new VerifiedToken("", claims));
  }

  private static Caller caller(ClaimMapping mapping, String json) {
    return read(mapping, claims(json)).caller();
  }

  @Test
  void aCallerIsReadFromTheToken() {
    var json =
        """
        {"groups":["ops","publisher"],"jti":"t-1","name":"Alice, of the bank",
         "tidings":{"subscribe":["orders/**"],"publish":["orders/eu",
            {"topics":["rooms/*"],"types":["chat.*"]}],"sessions":["s1"]}}\
        """;
    assertThat(caller(STANDARD, json))
        .isEqualTo(
            new Caller(
                "alice",
                "Alice, of the bank",
                Set.of("ops", "publisher"),
                Set.of("publisher"),
                Map.of(),
                new Grants(
                    List.of(Grant.of(Pattern.ofTopic("orders/**"))),
                    List.of(
                        Grant.of(Pattern.ofTopic("orders/eu")),
                        new Grant(
                            List.of(Pattern.ofTopic("rooms/*")),
                            List.of(Pattern.ofType("chat.*")))),
                    Set.of("s1")),
                new Credential("t-1", null, "alice", null, EXPIRES)));
  }

  @Test
  void aTokenWithoutTheClaimGrantsNothing() {
    assertThat(caller(STANDARD, "{}").grants()).isEqualTo(Grants.NONE);
    assertThat(caller(STANDARD, "{\"tidings\":{}}").grants()).isEqualTo(Grants.NONE);
    assertThat(caller(STANDARD, "{\"tidings\":null}").grants()).isEqualTo(Grants.NONE);
  }

  @Test
  void theTokensOwnSessionIsOneOfTheCallers() {
    assertThat(caller(STANDARD, "{\"sid\":\"s9\"}").ownsSession("s9")).isTrue();
    assertThat(caller(STANDARD, "{}").ownsSession("s9")).isFalse();
  }

  @Test
  void theTokensIdIsThatOfEntraIdWhereThereIsNoOther() {
    assertThat(caller(STANDARD, "{\"uti\":\"u-1\"}").tokenId()).isEqualTo("u-1");
    assertThat(caller(STANDARD, "{\"uti\":\"u-1\",\"jti\":\"t-1\"}").tokenId()).isEqualTo("t-1");
    assertThat(caller(STANDARD, "{}").tokenId()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sub | {} | alice",
        "sub | {\"sub\":\"Smith, Alice\"} | Smith, Alice",
        "sub | {\"sub\":null,\"upn\":\"alice@example.org\"} | alice@example.org",
        "sub | {\"sub\":4711} | 4711",
        "oid | {\"oid\":\"00000000-0000-0000-0000-00000000000a\"} |"
            + " 00000000-0000-0000-0000-00000000000a",
        "https://bank.example/user | {\"https://bank.example/user\":\"a,b\"} | a,b",
        "user.id | {\"user\":{\"id\":\"u7\"}} | u7",
        "user.id | {\"user\":{\"id\":\"u7\"},\"user.id\":\"literal\"} | literal"
      })
  void theUserIsTheMappedClaimWholeWithItsCommas(String claim, String json, String user) {
    assertThat(caller(mapping(claim, List.of(), List.of(), List.of()), json).user())
        .isEqualTo(user);
  }

  @Test
  void aMappedUserIsNeverReadFromAnotherClaim() {
    var byOid = mapping("oid", List.of(), List.of(), List.of());
    var refusal = refusal(byOid, claims("{\"upn\":\"alice@example.org\"}"));
    assertThat(refusal).hasMessageContaining("claim 'oid'");
  }

  static Stream<Arguments> groups() {
    return Stream.of(
        Arguments.of("groups", "{\"groups\":[\"a\",\"b c\"]}", Set.of("a", "b c")),
        Arguments.of("groups", "{\"groups\":\"a b\"}", Set.of("a", "b")),
        Arguments.of("groups", "{\"groups\":\"a\"}", Set.of("a")),
        Arguments.of("groups", "{\"groups\":\"[\\\"a\\\",\\\"b c\\\"]\"}", Set.of("a", "b c")),
        Arguments.of("groups", "{\"groups\":\"[a]\"}", Set.of("[a]")),
        Arguments.of("cognito:groups", "{\"cognito:groups\":[\"a\"]}", Set.of("a")),
        Arguments.of("wids", "{\"wids\":[\"b79fbf4d-3ef9\"]}", Set.of("b79fbf4d-3ef9")),
        Arguments.of(
            "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
            "{\"http://schemas.microsoft.com/ws/2008/06/identity/claims/role\":\"a\"}",
            Set.of("a")),
        Arguments.of(
            "https://ns.example/app.v2/roles",
            "{\"https://ns.example/app.v2/roles\":[\"a\"]}",
            Set.of("a")),
        Arguments.of("groups", "{\"groups\":[\"/bank/traders\"]}", Set.of("/bank/traders")),
        Arguments.of("groups", "{\"groups\":\" \"}", Set.of()),
        Arguments.of("groups", "{\"groups\":null}", Set.of()),
        Arguments.of("groups", "{}", Set.of()),
        Arguments.of("groups", "{\"groups\":[null,\"a\"]}", Set.of("a")),
        Arguments.of("groups", "{\"groups\":[17,\"a\"]}", Set.of("17", "a")),
        Arguments.of("groups", "{\"groups\":{\"name\":\"a\"}}", Set.of("a")),
        Arguments.of(
            "groups",
            "{\"groups\":[{\"id\":\"1\",\"name\":\"a\"},{\"value\":\"b\"}]}",
            Set.of("a", "b")),
        Arguments.of(
            "realm_access.roles", "{\"realm_access\":{\"roles\":[\"trader\"]}}", Set.of("trader")),
        Arguments.of("realm_access.roles", "{\"realm_access\":\"trader\"}", Set.of()),
        Arguments.of(
            "resource_access.my.app.roles",
            "{\"resource_access\":{\"my.app\":{\"roles\":[\"r\"]}}}",
            Set.of("r")),
        Arguments.of(
            "https://bank.example/claims.groups",
            "{\"https://bank.example/claims\":{\"groups\":[\"g\"]}}",
            Set.of("g")),
        Arguments.of("scope", "{\"scope\":\"read write\"}", Set.of("read", "write")));
  }

  @ParameterizedTest
  @MethodSource("groups")
  void groupsAreReadInEveryFormThatIssuersGiveThem(String claim, String json, Set<String> groups) {
    assertThat(caller(groupsIn(claim), json).groups()).isEqualTo(groups);
  }

  @Test
  void groupsOfSeveralClaimsAreJoined() {
    var mapping = groupsIn("groups", "realm_access.roles", "scp");
    var json = "{\"groups\":[\"a\"],\"realm_access\":{\"roles\":[\"b\"]},\"scp\":\"c a\"}";
    assertThat(caller(mapping, json).groups()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | Domain Users | Domain Users",
        "comma | Domain Users, Traders | Domain Users;Traders",
        "space | a  b | a;b"
      })
  void aStringOfGroupsIsSplitAsConfigured(String separator, String text, String groups) {
    var mapping = ClaimMapping.of("sub", "name", List.of("g"), separator, List.of(), List.of());
    assertThat(read(mapping, claims("{\"g\":\"%s\"}".formatted(text))).caller().groups())
        .containsExactlyInAnyOrder(groups.split(";"));
  }

  @Test
  void rolesAreConferredByTheMappedGroupsAlone() {
    var mapping =
        mapping("sub", List.of("groups"), List.of("bank-admins", "root"), List.of("CN=pub,O=b"));
    assertThat(caller(mapping, "{\"groups\":[\"root\",\"CN=pub,O=b\"]}").roles())
        .containsExactlyInAnyOrder("admin", "publisher");
    assertThat(caller(mapping, "{\"groups\":[\"admin\",\"publisher\"]}").roles()).isEmpty();
    assertThat(caller(STANDARD, "{\"groups\":[\"admin\"]}").isAdmin()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "groups | {\"_claim_names\":{\"groups\":\"src1\"}} | groups",
        "groups | {\"hasgroups\":true} | groups",
        "groups | {\"_claim_names\":{\"address\":\"src1\"}} | ",
        "roles | {\"_claim_names\":{\"groups\":\"src1\"}} | ",
        "groups | {\"groups\":[\"a\"]} | "
      })
  void groupsThatTheIssuerLeftOutAreNoticed(String claim, String json, @Nullable String omitted) {
    assertThat(read(groupsIn(claim), claims(json)).groups().omitted()).isEqualTo(omitted);
  }

  @Test
  void aValueThatIsNotAGroupIsNoticedAndTheOthersAreRead() {
    var read = read(groupsIn("groups"), claims("{\"groups\":[true,[\"x\"],{},\"a\"]}"));
    assertThat(read.caller().groups()).containsExactly("a");
    assertThat(read.groups().unreadable()).isEqualTo("groups");
  }

  @Test
  void aUserHasAtMost1024CharactersAsTheAttributeOfAnEvent() {
    assertThat(caller(STANDARD, "{\"sub\":\"%s\"}".formatted("u".repeat(1024))).user())
        .hasSize(1024);
    var refusal = refusal(STANDARD, claims("{\"sub\":\"%s\"}".formatted("u".repeat(1025))));
    assertThat(refusal.failed()).contains(TokenCheck.CLAIMS);
    assertThat(refusal).hasMessageContaining("the user (claim 'sub') is longer than 1024");
    assertThat(refusal.getMessage()).doesNotContain("uuu");
  }

  @Test
  void aGroupThatNoEventCanNameIsNoticedAndTheOthersAreRead() {
    var read =
        read(
            groupsIn("groups"),
            claims("{\"groups\":[\"%s\",\"b\\nc\",\"a\"]}".formatted("g".repeat(1025))));
    assertThat(read.caller().groups()).containsExactly("a");
    assertThat(read.groups().unreadable()).isEqualTo("groups");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
            "{\"sub\":\" \"}",
            "{\"sub\":null}",
            "{\"sub\":\"a\\nb\"}",
            "{\"sub\":\"a\\u0000\"}",
            "{\"sub\":4.5}",
            "{\"sub\":true}",
            "{\"sid\":\"a\\nb\"}",
            "{\"sid\":\"%s\"}".formatted("s".repeat(1025)),
            "{\"tidings\":{\"sessions\":[\"%s\"]}}".formatted("s".repeat(1025)),
            "{\"sub\":[\"alice\"]}",
            "{\"sid\":7}",
            "{\"sid\":{}}",
            "{\"sid\":[\"s1\"]}",
            "{\"tidings\":\"orders/**\"}",
            "{\"tidings\":[]}",
            "{\"tidings\":{\"subscribe\":\"orders/**\"}}",
            "{\"tidings\":{\"subscribe\":[1]}}",
            "{\"tidings\":{\"subscribe\":[null]}}",
            "{\"tidings\":{\"subscribe\":null}}",
            "{\"tidings\":{\"subscribe\":[\"a//b\"]}}",
            "{\"tidings\":{\"subscribe\":[\"\"]}}",
            "{\"tidings\":{\"publish\":[\"a*\"]}}",
            "{\"tidings\":{\"publish\":[7]}}",
            "{\"tidings\":{\"publish\":[{\"topics\":\"a\"}]}}",
            "{\"tidings\":{\"publish\":[{\"topics\":[\"a\"],\"types\":\"t\"}]}}",
            "{\"tidings\":{\"publish\":[{\"topics\":[\"a\"],\"types\":null}]}}",
            "{\"tidings\":{\"publish\":[{\"topics\":[\"a\"],\"types\":[\"t*\"]}]}}",
            "{\"tidings\":{\"publish\":[{\"topics\":[\"a\"],\"type\":[\"t\"]}]}}",
            "{\"tidings\":{\"sessions\":{\"a\":1}}}",
            "{\"tidings\":{\"sessions\":[[\"a\"]]}}")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedClaimIsRejected(String json) {
    assertThat(refusal(STANDARD, claims(json)).failed()).contains(TokenCheck.CLAIMS);
  }

  private static RefusedException refusal(ClaimMapping mapping, Map<String, Object> claims) {
    var refusal = catchThrowableOfType(RefusedException.class, () -> read(mapping, claims));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }
}
