package tidings.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.event.Pattern;

class CallersTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant EXPIRES = NOW.plusSeconds(60);

  /** A token as MicroProfile JWT hands it on; claims are JSON-P values, or what the JDK has. */
  private record FakeToken(Map<String, Object> claims) implements JsonWebToken {
    @Override
    @SuppressWarnings("NullAway") // the API is not annotated and allows it
    public String getName() {
      return (String) claims.get("upn");
    }

    @Override
    public Set<String> getClaimNames() {
      return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    public <T> T getClaim(String name) {
      return (T) claims.get(name);
    }
  }

  private static FakeToken token(String name, @Nullable Object value) {
    var claims = new HashMap<String, Object>();
    claims.put("sub", "alice");
    claims.put("exp", EXPIRES.getEpochSecond());
    claims.put("groups", Set.of("ops", "publisher"));
    claims.put("jti", "t-1");
    if (value == null) {
      claims.remove(name);
    } else {
      claims.put(name, value);
    }
    return new FakeToken(claims);
  }

  private static JsonValue json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }

  @Test
  void aCallerIsWhatTheTokenSays() {
    var tidings =
        json("{\"subscribe\":[\"orders/**\"],\"publish\":[\"orders/eu\"],\"sessions\":[\"s1\"]}");
    assertThat(Callers.from(token("tidings", tidings), NOW))
        .isEqualTo(
            new Caller(
                "alice",
                Set.of("ops", "publisher"),
                new Grants(
                    List.of(Pattern.ofTopic("orders/**")),
                    List.of(Pattern.ofTopic("orders/eu")),
                    Set.of("s1")),
                "t-1",
                EXPIRES));
  }

  @Test
  void aTokenWithoutTheClaimGrantsNothing() {
    assertThat(Callers.from(token("tidings", null), NOW).grants()).isEqualTo(Grants.NONE);
    assertThat(Callers.from(token("tidings", json("{}")), NOW).grants()).isEqualTo(Grants.NONE);
  }

  @Test
  void claimsOfTheJdksTypesAreReadTheSame() {
    var tidings = Map.of("subscribe", List.of("a"), "sessions", Set.of("s1"));
    var grants = Callers.from(token("tidings", tidings), NOW).grants();
    assertThat(grants)
        .isEqualTo(new Grants(List.of(Pattern.ofTopic("a")), List.of(), Set.of("s1")));
  }

  @Test
  void theTokensOwnSessionIsOneOfTheCallers() {
    assertThat(Callers.from(token("sid", "s9"), NOW).ownsSession("s9")).isTrue();
    assertThat(Callers.from(token("sid", Json.createValue("s9")), NOW).ownsSession("s9")).isTrue();
    assertThat(Callers.from(token("sid", null), NOW).ownsSession("s9")).isFalse();
  }

  @Test
  void withoutASubjectTheNameIsTheUser() {
    var claims = new HashMap<>(token("sub", null).claims());
    claims.put("upn", "alice@example.org");
    assertThat(Callers.from(new FakeToken(claims), NOW).user()).isEqualTo("alice@example.org");
  }

  @Test
  void aTokenWithoutGroupsHasNone() {
    assertThat(Callers.from(token("groups", null), NOW).groups()).isEmpty();
  }

  @Test
  void aTokenIsGoodUntilItsLastSecond() {
    assertThat(Callers.from(token("tidings", null), EXPIRES.minusNanos(1)).user())
        .isEqualTo("alice");
    assertUnauthenticated(token("tidings", null), EXPIRES);
    assertUnauthenticated(token("exp", 0L), NOW);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("sub", " "),
        Arguments.of("sid", 7),
        Arguments.of("sid", json("{}")),
        Arguments.of("sid", List.of("s1")),
        Arguments.of("tidings", "orders/**"),
        Arguments.of("tidings", json("[]")),
        Arguments.of("tidings", json("{\"subscribe\":\"orders/**\"}")),
        Arguments.of("tidings", json("{\"subscribe\":[1]}")),
        Arguments.of("tidings", json("{\"subscribe\":[null]}")),
        Arguments.of("tidings", json("{\"subscribe\":null}")),
        Arguments.of("tidings", json("{\"subscribe\":[\"a//b\"]}")),
        Arguments.of("tidings", json("{\"subscribe\":[\"\"]}")),
        Arguments.of("tidings", json("{\"publish\":[\"a*\"]}")),
        Arguments.of("tidings", json("{\"sessions\":{\"a\":1}}")),
        Arguments.of("tidings", json("{\"sessions\":[[\"a\"]]}")));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedClaimIsRefusedAndNotOverlooked(String name, Object value) {
    assertUnauthenticated(token(name, value), NOW);
  }

  private static void assertUnauthenticated(JsonWebToken token, Instant now) {
    var refusal = catchThrowableOfType(RefusedException.class, () -> Callers.from(token, now));
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.reason()).isEqualTo(RefusedException.Reason.UNAUTHENTICATED);
  }

  @Test
  void nobodyAtAllIsRefused() {
    assertUnauthenticated(token("sub", null), NOW);
  }
}
