package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CookiesTest {

  private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");
  private static final String KEY = "0123456789-0123456789-0123456789";
  private static final String OTHER_KEY = "another-0123456789-0123456789-01";

  private static Cookies with(String... keys) {
    var settings =
        new SignInSettings.Sessions(List.of(keys), Duration.ofHours(12), Duration.ofHours(1));
    return new Cookies(settings, group -> group.startsWith("right-"));
  }

  private static Session session(Set<String> groups) {
    var facts =
        new Session.Facts(
            "sid-1", "sub-1", NOW, NOW.plusSeconds(300), NOW.plus(Duration.ofHours(12)));
    return new Session(
        "alice",
        "Älice",
        groups,
        Map.of("department", Set.of("fx", "rates")),
        Map.of("subscribe", List.of("orders/**")),
        facts,
        false);
  }

  @Test
  void aSessionIsReadAsItWasWritten() {
    var cookies = with(KEY);
    var session = session(Set.of("ops", "fx"));
    assertThat(cookies.session(cookies.session(session))).contains(session);
  }

  @Test
  void aSessionWithoutNameAndGrantsIsReadAsItWasWritten() {
    var cookies = with(KEY);
    var facts = session(Set.of()).facts();
    var session = new Session("bob", null, Set.of(), Map.of(), null, facts, false);
    assertThat(cookies.session(cookies.session(session))).contains(session);
  }

  @Test
  void everyNodeWithTheKeyReadsIt() {
    var value = with(KEY).session(session(Set.of()));
    assertThat(with(KEY).session(value)).isPresent();
    assertThat(with(OTHER_KEY, KEY).session(value)).as("the former key").isPresent();
    assertThat(with(OTHER_KEY).session(value)).isEmpty();
  }

  @Test
  void withoutKeysOnlyThisProcessReadsIt() {
    var cookies = with();
    var value = cookies.session(session(Set.of()));
    assertThat(cookies.session(value)).isPresent();
    assertThat(with().session(value)).isEmpty();
  }

  @Test
  void aChangedOrForeignValueIsNoSession() {
    var cookies = with(KEY);
    var value = cookies.session(session(Set.of()));
    for (int i = 0; i < value.length(); i++) {
      char changed = value.charAt(i) == 'A' ? 'B' : 'A';
      var other = value.substring(0, i) + changed + value.substring(i + 1);
      if (!isSameBase64(value, i)) {
        assertThat(cookies.session(other)).as("changed at %d", i).isEmpty();
      }
    }
    for (var foreign : List.of("", "x", "a.b.c", "a.b.c.d.e", "ey.....")) {
      assertThat(cookies.session(foreign)).as(foreign).isEmpty();
    }
  }

  /** The last character of a part may have bits that decode to nothing. */
  private static boolean isSameBase64(String value, int at) {
    return at + 1 == value.length() || value.charAt(at + 1) == '.' || value.charAt(at) == '.';
  }

  @Test
  void aCookieOfOnePurposeIsNotOneOfAnother() {
    var cookies = with(KEY);
    var tokens = cookies.tokens(new Cookies.Tokens("refresh", "id", "sid-1", NOW));
    var login = cookies.login(new Cookies.Login("state", "nonce", "verifier", "/", NOW));
    assertThat(cookies.session(tokens)).isEmpty();
    assertThat(cookies.session(login)).isEmpty();
    assertThat(cookies.tokens(cookies.session(session(Set.of())))).isEmpty();
    assertThat(cookies.login(tokens)).isEmpty();
  }

  @Test
  void tokensAndLoginsAreReadAsTheyWereWritten() {
    var cookies = with(KEY);
    var tokens = new Cookies.Tokens("refresh", null, "sid-1", NOW);
    assertThat(cookies.tokens(cookies.tokens(tokens))).contains(tokens);
    var login = new Cookies.Login("state", "nonce", "verifier", "/?page=chat", NOW);
    assertThat(cookies.login(cookies.login(login))).contains(login);
  }

  @Test
  void fourHundredShortGroupsFit() {
    var groups = IntStream.range(0, 400).mapToObj(i -> "team-" + i).collect(Collectors.toSet());
    var cookies = with(KEY);
    var value = cookies.session(session(groups));
    assertThat(value.length()).isLessThanOrEqualTo(Cookies.MAX_SESSION);
    assertThat(cookies.session(value).orElseThrow().groups()).hasSize(400);
  }

  @Test
  void ofGroupsThatDoNotFitThoseThatConferARightStayAndTheRestIsReported() {
    var groups =
        IntStream.range(0, 400)
            .mapToObj(i -> UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}))
            .map(String::valueOf)
            .collect(Collectors.toSet());
    groups.add("right-to-publish");
    var cookies = with(KEY);
    var value = cookies.session(session(groups));
    assertThat(value.length()).isLessThanOrEqualTo(Cookies.MAX_SESSION);
    var read = cookies.session(value).orElseThrow();
    assertThat(read.groups()).containsExactly("right-to-publish");
    assertThat(read.lacksGroups()).isTrue();
  }

  @Test
  void anIdTokenThatDoesNotFitIsLeftOut() {
    var cookies = with(KEY);
    var random = new Random(1);
    var idToken =
        random
            .ints(12_000, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    var tokens = new Cookies.Tokens("refresh", idToken, "sid-1", NOW);
    var value = cookies.tokens(tokens);
    assertThat(value.length()).isLessThanOrEqualTo(Cookies.MAX_TOKENS);
    assertThat(cookies.tokens(value)).contains(tokens.withoutIdToken());
    var shorter = new Cookies.Tokens("refresh", idToken.substring(0, 3000), "sid-1", NOW);
    assertThat(cookies.tokens(cookies.tokens(shorter))).contains(shorter);
  }

  @Test
  void noSecretIsPrinted() {
    var tokens = new Cookies.Tokens("the-refresh-token", "the-id-token", "sid-1", NOW);
    assertThat(tokens.toString()).doesNotContain("the-");
  }
}
