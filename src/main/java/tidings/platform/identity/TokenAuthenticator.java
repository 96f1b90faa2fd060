package tidings.platform.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.platform.identity.keys.IssuerKeys;
import tidings.platform.identity.keys.KeysUnavailableException;
import tidings.platform.identity.keys.VerificationKeys;
import tidings.platform.security.Caller;
import tidings.platform.security.RefusedException;
import tidings.platform.security.TokenCheck;

/**
 * Authenticates callers by their tokens. Thread-safe.
 *
 * <p>A verified token is cached by its SHA-256, so that the requests of one client cost one
 * signature check. Its {@code exp} is checked each time, and it is verified again when the issuer's
 * keys have changed. The caller of this class has to check revocations.
 */
public final class TokenAuthenticator {

  private static final int SKEW_OF_NEW_TOKENS_SECONDS = 30;

  private static final Duration SKEW_OF_NEW_TOKENS = Duration.ofSeconds(SKEW_OF_NEW_TOKENS_SECONDS);

  private static final Duration UNUSED = Duration.ofMinutes(5);

  /** Memory of an entry for each character of its token, and its fixed overhead. */
  private static final int BYTES_PER_CHAR = 4;

  private static final int BYTES_PER_ENTRY = 500;

  private final TokenVerifier verifier;
  private final TokenVerifier verifierOfNewTokens;
  private final VerificationKeys keys;
  private final Callers callers;
  private final InstantSource clock;
  private final TokenLog log = new TokenLog(System::nanoTime);
  private final TokenCounters counters;
  private final Cache<ByteBuffer, Known> verified;

  /**
   * A token that passed all checks; without its text.
   *
   * @param caller without the grants of the policy, which may change
   * @param keysVersion version of the keys that verified it
   */
  private record Known(
      Map<String, @Nullable Object> claims,
      Caller caller,
      boolean lacksGroups,
      long keysVersion,
      int chars) {}

  /**
   * @param cacheBytes memory for the cache of verified tokens
   */
  public TokenAuthenticator(
      TokenRules rules,
      IssuerKeys keys,
      Callers callers,
      long cacheBytes,
      InstantSource clock,
      TokenCounters counters) {
    this.keys = keys.keys();
    this.clock = clock;
    this.counters = counters;
    verifier = new TokenVerifier(rules, keys.keys(), clock);
    verifierOfNewTokens =
        new TokenVerifier(rules.withClockSkew(SKEW_OF_NEW_TOKENS), keys.keys(), clock);
    this.callers = callers;
    verified =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((ByteBuffer _, Known known) -> weight(known))
            .expireAfterAccess(UNUSED)
            .build();
  }

  private static int weight(Known known) {
    return BYTES_PER_ENTRY + known.chars() * BYTES_PER_CHAR;
  }

  /**
   * Authenticates a token.
   *
   * @param token the text of the token, without scheme
   * @throws RefusedException if it fails a check
   * @throws KeysUnavailableException if it cannot be verified now
   */
  public Authenticated authenticate(String token) {
    try {
      return authenticated(token, known(token));
    } catch (RefusedException e) {
      e.failed().ifPresent(check -> count(check, String.valueOf(e.getMessage())));
      throw e;
    } catch (KeysUnavailableException e) {
      counters.countUnverifiable();
      throw e;
    }
  }

  /**
   * Authenticates the access token of a sign-in, which need not be one for this server. It comes
   * from the issuer itself, whose clock may differ by {@value #SKEW_OF_NEW_TOKENS_SECONDS} s. A
   * failed check is not counted.
   *
   * @return empty if it fails a check
   * @throws KeysUnavailableException if it cannot be verified now
   */
  public Optional<Authenticated> authenticateIfValid(String token) {
    try {
      return Optional.of(authenticated(token, verify(verifierOfNewTokens, token, keys.version())));
    } catch (RefusedException e) {
      log.accessTokenUnused(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Reads the caller of a token that was verified elsewhere.
   *
   * @throws RefusedException if it does not identify the caller
   */
  public Authenticated identify(VerifiedToken token) {
    var read = callers.from(token);
    return new Authenticated(
        token, callers.granted(read.caller(), token), read.groups().omitted() != null);
  }

  private Authenticated authenticated(String text, Known known) {
    var token = new VerifiedToken(text, known.claims());
    return new Authenticated(token, callers.granted(known.caller(), token), known.lacksGroups());
  }

  private Known known(String token) {
    var digest = digest(token);
    var known = verified.getIfPresent(digest);
    if (known != null && known.keysVersion() == keys.version()) {
      TokenVerifier.requireNotEnded(known.caller().expires(), clock.instant());
      counters.countReused();
      return known;
    }
    long version = keys.version(); // before: a change during the verification makes it old
    var fresh = verify(verifier, token, version);
    verified.put(digest, fresh);
    return fresh;
  }

  private Known verify(TokenVerifier by, String text, long version) {
    var token = by.verify(text);
    var read = callers.from(token);
    counters.countVerified();
    var omitted = read.groups().omitted();
    if (omitted != null) {
      counters.countGroupsOmitted();
      log.groupsOmitted(omitted);
    }
    var unreadable = read.groups().unreadable();
    if (unreadable != null) {
      log.groupsUnreadable(unreadable);
    }
    return new Known(token.claims(), read.caller(), omitted != null, version, text.length());
  }

  /** Counts and logs the rejection of a token that was checked elsewhere. */
  public RefusedException rejected(TokenCheck check, String why) {
    count(check, why);
    return RefusedException.invalidToken(check, why);
  }

  private void count(TokenCheck check, String why) {
    counters.countRejected(check);
    log.reportRejection(check, why);
  }

  private static ByteBuffer digest(String token) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
