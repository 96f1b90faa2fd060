package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

class TokenVerifierTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final String ISSUER = "https://login.example";
  private static final List<String> ALGORITHMS = TokenRules.ALGORITHMS;
  private static final TestKey KEY = TestKey.rsa();

  private static TokenRules rules(String... audiences) {
    return new TokenRules(
        ISSUER, Set.of(audiences), Set.copyOf(ALGORITHMS), Duration.ofSeconds(5), Duration.ZERO);
  }

  private static VerifiedToken verify(TokenRules rules, String keys, String token) {
    var fixed = IssuerKeys.fixed(keys).keys();
    return new TokenVerifier(rules, fixed, () -> NOW).verify(token);
  }

  private static Map<String, Object> claims(String name, @Nullable Object value) {
    var claims = new HashMap<String, Object>();
    claims.put("iss", ISSUER);
    claims.put("aud", "tidings");
    claims.put("sub", "alice");
    claims.put("exp", SECOND + 60);
    if (value == null) {
      claims.remove(name);
    } else {
      claims.put(name, value);
    }
    return claims;
  }

  /** A key that fits the algorithm, other than those of {@link TestKey#forAlgorithm}. */
  private static TestKey other(String algorithm) {
    return algorithm.matches("[RP]S\\d+") ? KEY : TestKey.forAlgorithm(algorithm);
  }

  private static String signed(Map<String, Object> claims) {
    return KEY.sign("RS256", Map.of(), claims);
  }

  private static String set(List<Map<String, Object>> keys) {
    return JSONObjectUtils.toJSONString(Map.of("keys", keys));
  }

  @ParameterizedTest
  @FieldSource("ALGORITHMS")
  void everyAlgorithmIsVerifiedWithAKeyInPemAndInAJwkSet(String algorithm) {
    var key = TestKey.forAlgorithm(algorithm);
    var token = key.sign(algorithm, Map.of("kid", "k1"), claims("jti", null));
    var named = key.jwk(Map.of("kid", "k1", "use", "sig", "alg", algorithm));
    for (var keys :
        List.of(key.pem(), set(List.of(named)), set(List.of(key.jwk(Map.of()))), json(named))) {
      assertThat(verify(rules("tidings"), keys, token).getSubject()).isEqualTo("alice");
    }
    var other = other(algorithm).pem();
    assertFails(TokenCheck.SIGNATURE, () -> verify(rules("tidings"), other, token));
  }

  private static String json(Map<String, Object> object) {
    return JSONObjectUtils.toJSONString(object);
  }

  @Test
  void aKeyForEncryptionOrForAnotherAlgorithmOrOfAnotherNameVerifiesNothing() {
    var token = KEY.sign("RS256", Map.of("kid", "k1"), claims("", ""));
    for (var members :
        List.<Map<String, Object>>of(
            Map.of("kid", "k1", "use", "enc"),
            Map.of("kid", "k1", "key_ops", List.of("encrypt")),
            Map.of("kid", "k1", "alg", "PS256"),
            Map.of("kid", "k2"))) {
      var keys = set(List.of(KEY.jwk(members)));
      assertFails(TokenCheck.KEY, () -> verify(rules("tidings"), keys, token));
    }
  }

  /** Like most issuers' key sets: keys of several types, also for encryption. */
  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void aTokenWithoutAKidIsVerifiedAmongKeysOfAllTypes(String algorithm) {
    var key = TestKey.forAlgorithm(algorithm);
    var keys =
        set(
            Stream.concat(
                    Stream.of("ES256", "ES384", "EdDSA")
                        .map(name -> TestKey.forAlgorithm(name).jwk(Map.of("kid", name))),
                    Stream.of(
                        KEY.jwk(Map.of("kid", "enc", "use", "enc", "alg", "RSA-OAEP")),
                        key.jwk(Map.of("kid", "own", "use", "sig"))))
                .toList());
    var token = key.sign(algorithm, Map.of(), claims("", ""));
    assertThat(verify(rules("tidings"), keys, token).getSubject()).isEqualTo("alice");
    var other = other(algorithm);
    var foreign = other.sign(algorithm, Map.of(), claims("", ""));
    assertFails(TokenCheck.SIGNATURE, () -> verify(rules("tidings"), keys, foreign));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Bearer"})
  void anAccessTokenMayNameItsType(String type) {
    var token = KEY.sign("RS256", Map.of("typ", type), claims("", ""));
    assertThat(verify(rules("tidings"), KEY.pem(), token).getSubject()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "application/secevent+jwt", "Token+JWT"})
  void aTokenOfAnotherTypeIsNoAccessToken(String type) {
    var token = KEY.sign("RS256", Map.of("typ", type), claims("", ""));
    assertFails(TokenCheck.FORMAT, () -> verify(rules("tidings"), KEY.pem(), token));
  }

  @Test
  void aTokenOf32KiBIsReadAndALongerOneIsNot() {
    assertFails(
        TokenCheck.FORMAT,
        () -> verify(rules("tidings"), KEY.pem(), "x".repeat(TokenVerifier.MAX_CHARS)));
    var refusal =
        assertFails(
            TokenCheck.FORMAT,
            () -> verify(rules("tidings"), KEY.pem(), "x".repeat(TokenVerifier.MAX_CHARS + 1)));
    assertThat(refusal).hasMessageContaining("longer than 32768");
  }

  @Test
  void anUnreadableKeyDoesNotAffectTheOthers() {
    var broken = new HashMap<>(KEY.jwk(Map.of("kid", "broken")));
    broken.remove("n");
    var keys =
        set(
            List.of(
                broken,
                Map.of("kty", "AKP", "kid", "post-quantum", "alg", "ML-DSA-44", "pub", "AA"),
                Map.of("kty", "oct", "k", "c2VjcmV0"),
                KEY.jwk(Map.of("kid", "good"))));
    assertThat(verify(rules("tidings"), keys, signed(claims("", ""))).getSubject())
        .isEqualTo("alice");
  }

  @ParameterizedTest
  @CsvSource({"HS256", "HS512"})
  void aTokenSignedWithThePublicKeyAsASecretIsRejected(String algorithm) {
    var header = "{\"alg\":\"%s\"}".formatted(algorithm);
    var token = KEY.sign("RS256", header, JSONObjectUtils.toJSONString(claims("", "")));
    assertFails(TokenCheck.ALGORITHM, () -> verify(rules("tidings"), KEY.pem(), token));
  }

  @Test
  void onlyConfiguredAlgorithmsAreAccepted() {
    var rules =
        new TokenRules(ISSUER, Set.of("tidings"), Set.of("ES256"), Duration.ZERO, Duration.ZERO);
    assertFails(TokenCheck.ALGORITHM, () -> verify(rules, KEY.pem(), signed(claims("", ""))));
    assertThatThrownBy(
            () ->
                new TokenRules(ISSUER, Set.of("t"), Set.of("HS256"), Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mp.jwt.verify.publickey.algorithm")
        .hasMessageContaining("'HS256'");
    assertThatThrownBy(
            () -> new TokenRules(ISSUER, Set.of(), Set.of("RS256"), Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("mp.jwt.verify.audiences");
  }

  static Stream<Arguments> rejected() {
    return Stream.of(
        Arguments.of(TokenCheck.ISSUER, "iss", "https://login.example/"),
        Arguments.of(TokenCheck.ISSUER, "iss", List.of(ISSUER)),
        Arguments.of(TokenCheck.AUDIENCE, "aud", "tidings,other"),
        Arguments.of(TokenCheck.AUDIENCE, "aud", List.of()),
        Arguments.of(TokenCheck.AUDIENCE, "aud", Arrays.asList("other", null)),
        Arguments.of(TokenCheck.AUDIENCE, "aud", List.of(List.of("tidings"))),
        Arguments.of(TokenCheck.AUDIENCE, "aud", "Tidings"),
        Arguments.of(TokenCheck.AUDIENCE, "aud", ""),
        Arguments.of(TokenCheck.AUDIENCE, "aud", 7),
        Arguments.of(TokenCheck.AUDIENCE, "aud", Map.of("tidings", true)),
        Arguments.of(TokenCheck.EXPIRY, "exp", SECOND),
        Arguments.of(TokenCheck.EXPIRY, "exp", SECOND - 0.001),
        Arguments.of(TokenCheck.EXPIRY, "exp", 0),
        Arguments.of(TokenCheck.CLAIMS, "exp", "soon"),
        Arguments.of(TokenCheck.CLAIMS, "exp", List.of(SECOND + 60)),
        Arguments.of(TokenCheck.CLAIMS, "exp", Long.MAX_VALUE),
        Arguments.of(TokenCheck.CLAIMS, "exp", new BigInteger("9223372036854775808")),
        Arguments.of(TokenCheck.CLAIMS, "exp", String.valueOf(SECOND + 60)),
        Arguments.of(TokenCheck.CLAIMS, "exp", 1e300),
        Arguments.of(TokenCheck.CLAIMS, "exp", -1),
        Arguments.of(TokenCheck.CLAIMS, "exp", NOW.plusSeconds(60).toEpochMilli()),
        Arguments.of(TokenCheck.TIME, "nbf", SECOND + 6),
        Arguments.of(TokenCheck.TIME, "nbf", SECOND + 5.001),
        Arguments.of(TokenCheck.TIME, "iat", SECOND + 6),
        Arguments.of(TokenCheck.CLAIMS, "nbf", true),
        Arguments.of(TokenCheck.CLAIMS, "iat", "yesterday"));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void theCheckThatFailedIsNamed(TokenCheck check, String claim, Object value) {
    assertFails(check, () -> verify(rules("tidings"), KEY.pem(), signed(claims(claim, value))));
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("exp", SECOND + 0.5),
        Arguments.of("exp", SECOND + 60.25),
        Arguments.of("exp", 253_402_300_799L),
        Arguments.of("nbf", SECOND + 5),
        Arguments.of("nbf", SECOND - 0.1),
        Arguments.of("iat", SECOND + 5.0),
        Arguments.of("iat", 1.5),
        Arguments.of("aud", List.of("account", "tidings")),
        Arguments.of("aud", Arrays.asList(null, "tidings")),
        Arguments.of("exp", new BigDecimal("1.9E9")),
        Arguments.of("auth_time", "2026-01-31T11:59:00.000Z"),
        Arguments.of("iat", 0),
        Arguments.of("jti", 7));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void timesMayHaveFractionsAndAudiencesMayBeLists(String claim, Object value) {
    var token = verify(rules("tidings"), KEY.pem(), signed(claims(claim, value)));
    assertThat(token.expires()).isAfter(NOW);
  }

  @Test
  void aFractionOfASecondCounts() {
    var token = verify(rules("tidings"), KEY.pem(), signed(claims("exp", SECOND + 60.25)));
    assertThat(token.expires()).isEqualTo(NOW.plusMillis(60_250));
    assertThat(token.getExpirationTime()).isEqualTo(SECOND + 60);
  }

  @Test
  void oneOfSeveralAudiencesIsEnough() {
    var rules = rules("other", "tidings");
    assertThat(verify(rules, KEY.pem(), signed(claims("", ""))).getAudience())
        .containsExactly("tidings");
  }

  @Test
  void withoutAnAudienceTheClientThatTheTokenWasIssuedToCounts() {
    var cognito = claims("aud", null);
    cognito.put("client_id", "tidings");
    assertThat(verify(rules("tidings"), KEY.pem(), signed(cognito)).getSubject())
        .isEqualTo("alice");
    cognito.put("client_id", "other");
    cognito.put("azp", "tidings");
    assertFails(TokenCheck.AUDIENCE, () -> verify(rules("tidings"), KEY.pem(), signed(cognito)));
    var both = claims("aud", "other");
    both.put("client_id", "tidings");
    assertFails(TokenCheck.AUDIENCE, () -> verify(rules("tidings"), KEY.pem(), signed(both)));
  }

  @Test
  void aTokenMayBeTooOld() {
    var rules =
        new TokenRules(
            ISSUER, Set.of("tidings"), Set.of("RS256"), Duration.ofSeconds(5), Duration.ofHours(1));
    assertThat(verify(rules, KEY.pem(), signed(claims("iat", SECOND - 3605)))).isNotNull();
    assertFails(
        TokenCheck.TIME, () -> verify(rules, KEY.pem(), signed(claims("iat", SECOND - 3606))));
    assertFails(TokenCheck.TIME, () -> verify(rules, KEY.pem(), signed(claims("iat", null))));
  }

  static Stream<Arguments> malformed() {
    var good = signed(claims("", ""));
    return Stream.of(
        Arguments.of(TokenCheck.FORMAT, "abc"),
        Arguments.of(TokenCheck.FORMAT, ""),
        Arguments.of(TokenCheck.FORMAT, "a.b.c"),
        Arguments.of(TokenCheck.FORMAT, "..."),
        Arguments.of(TokenCheck.FORMAT, good + ".x.y"),
        Arguments.of(TokenCheck.FORMAT, "x".repeat(TokenVerifier.MAX_CHARS + 1)),
        Arguments.of(TokenCheck.FORMAT, KEY.sign("RS256", "{\"alg\":\"RS256\"}", "[]")),
        Arguments.of(TokenCheck.FORMAT, KEY.sign("RS256", "{\"alg\":\"RS256\"}", "text")),
        Arguments.of(
            TokenCheck.FORMAT,
            KEY.sign("RS256", Map.of("crit", List.of("exp"), "exp", 1), claims("", ""))),
        Arguments.of(
            TokenCheck.FORMAT, KEY.sign("RS256", Map.of("crit", List.of()), claims("", ""))),
        Arguments.of(
            TokenCheck.FORMAT,
            KEY.sign("RS256", "{\"alg\":\"RS256\"}", "{\"sub\":\"a\",\"sub\":\"b\"}")),
        Arguments.of(TokenCheck.FORMAT, KEY.sign("RS256", "{\"alg\":\"RS256\",\"kid\":7}", "{}")),
        Arguments.of(TokenCheck.SIGNATURE, good.substring(0, good.length() - 8)),
        Arguments.of(TokenCheck.SIGNATURE, good.substring(0, good.lastIndexOf('.') + 1) + "AAAA"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aTextThatIsNotASignedTokenIsRejectedAndNeverRepeated(TokenCheck check, String token) {
    var refusal = assertFails(check, () -> verify(rules("tidings"), KEY.pem(), token));
    if (token.length() > 10) {
      assertThat(refusal.getMessage()).doesNotContain(token.substring(token.length() - 10));
    }
  }

  @Test
  void anUnsignedTokenIsRejectedAsSuch() {
    var unsigned = KEY.sign("RS256", "{\"alg\":\"none\"}", json(claims("", "")));
    var cut = unsigned.substring(0, unsigned.lastIndexOf('.') + 1);
    for (var token : List.of(unsigned, cut)) {
      assertFails(TokenCheck.ALGORITHM, () -> verify(rules("tidings"), KEY.pem(), token));
    }
  }

  @Test
  void withoutAnIssuerNoTokenIsAccepted() {
    var rules =
        new TokenRules(null, Set.of("tidings"), Set.of("RS256"), Duration.ZERO, Duration.ZERO);
    assertFails(TokenCheck.ISSUER, () -> verify(rules, KEY.pem(), signed(claims("iss", null))));
  }

  @Test
  void aClientsTextIsShortenedInAMessage() {
    var token = signed(claims("iss", "x\n".repeat(1000)));
    var refusal = assertFails(TokenCheck.ISSUER, () -> verify(rules("t"), KEY.pem(), token));
    assertThat(refusal.getMessage()).hasSizeLessThan(400).doesNotContain("\n");
    assertThat(refusal.challenge()).matches("[\\x20-\\x7e]+");
  }

  private interface Verification {
    VerifiedToken verify();
  }

  private static RefusedException assertFails(TokenCheck check, Verification verification) {
    var refusal = catchThrowableOfType(RefusedException.class, verification::verify);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.failed()).as(refusal.getMessage()).contains(check);
    return refusal;
  }
}
