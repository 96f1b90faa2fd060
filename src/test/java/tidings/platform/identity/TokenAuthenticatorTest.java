package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.identity.keys.KeySetParser;
import tidings.platform.identity.keys.VerificationKeys;
import tidings.platform.policy.Policies;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/** The cache of verified tokens, and its duration. */
class TokenAuthenticatorTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final TestKey KEY = TestKey.rsa();

  /** Keys that can be withdrawn. */
  private static final class Withdrawable implements VerificationKeys {
    private final AtomicReference<List<JWK>> keys =
        new AtomicReference<>(KeySetParser.parse(KEY.pem()));
    private final AtomicLong version = new AtomicLong();

    @Override
    public List<JWK> fitting(JWSHeader header) {
      return keys.get();
    }

    @Override
    public List<JWK> fittingAfterRefresh(JWSHeader header) {
      return List.of();
    }

    @Override
    public long version() {
      return version.get();
    }
  }

  private final Withdrawable keys = new Withdrawable();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final TokenCounters counters = new TokenCounters();

  private TokenAuthenticator authenticator(long cacheBytes) {
    return new TokenAuthenticator(
        new TokenRules(
            "https://login.example",
            Set.of("tidings"),
            Set.of("RS256"),
            Duration.ZERO,
            Duration.ZERO),
        new IssuerKeys(keys),
        new Callers(
            ClaimMapping.of(
                "sub", "name", List.of("groups"), "space", List.of("admin"), List.of("publisher")),
            Policies.none()),
        cacheBytes,
        now::get,
        counters);
  }

  private final TokenAuthenticator authenticator = authenticator(1 << 20);

  private static String token(String user) {
    return KEY.sign(
        "RS256",
        Map.of(),
        Map.of(
            "iss",
            "https://login.example",
            "aud",
            "tidings",
            "sub",
            user,
            "exp",
            NOW.getEpochSecond() + 60));
  }

  private static TokenCheck failed(TokenAuthenticator authenticator, String token) {
    var refusal =
        catchThrowableOfType(RefusedException.class, () -> authenticator.authenticate(token));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal.failed().orElseThrow();
  }

  @Test
  void theSameTokenCostsOneSignature() {
    var token = token("alice");
    for (int i = 0; i < 10; i++) {
      var found = authenticator.authenticate(token);
      assertThat(found.caller().user()).isEqualTo("alice");
      assertThat(found.token().getRawToken()).isEqualTo(token);
    }
    assertThat(counters.verified()).isEqualTo(1);
    assertThat(counters.reused()).isEqualTo(9);
  }

  @Test
  void aRememberedTokenEndsToTheMillisecond() {
    var token = token("alice");
    authenticator.authenticate(token);
    now.set(NOW.plusSeconds(60).minusMillis(1));
    authenticator.authenticate(token);
    now.set(NOW.plusSeconds(60));
    assertThat(failed(authenticator, token)).isEqualTo(TokenCheck.EXPIRY);
    assertThat(counters.rejected(TokenCheck.EXPIRY)).isEqualTo(1);
  }

  @Test
  void aRememberedTokenIsVerifiedAgainWhenTheKeysHaveChanged() {
    var token = token("alice");
    authenticator.authenticate(token);
    keys.keys.set(List.of());
    authenticator.authenticate(token);
    keys.version.incrementAndGet();
    assertThat(failed(authenticator, token)).isEqualTo(TokenCheck.KEY);
  }

  @Test
  void aTokenThatDiffersInItsLastCharacterIsAnother() {
    var token = token("alice");
    authenticator.authenticate(token);
    var other = token.substring(0, token.length() - 6) + "AAAAAA";
    assertThat(failed(authenticator, other)).isEqualTo(TokenCheck.SIGNATURE);
  }

  @Test
  void withoutMemoryNoTokenIsCachedAndEverythingWorks() {
    var forgetful = authenticator(0);
    var token = token("alice");
    forgetful.authenticate(token);
    assertThat(forgetful.authenticate(token).caller().user()).isEqualTo("alice");
  }
}
