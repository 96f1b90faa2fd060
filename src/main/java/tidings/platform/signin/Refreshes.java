package tidings.platform.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Refreshes each refresh token once on this node. A provider that rotates refresh tokens ends a
 * session whose token is used twice, and two tabs, or a request that a browser repeats, use the
 * same one. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14">RFC 9700, section 4.14</a>
 */
final class Refreshes {

  /** Time for which a second request gets the result of the first. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private static final int MAX = 10_000;

  private final Cache<String, CompletableFuture<SignIn.SignedIn>> recent =
      Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX).build();

  /** Returns the result of the refresh that runs, or succeeded recently, with this token. */
  SignIn.SignedIn once(String refreshToken, Supplier<SignIn.SignedIn> refresh) {
    var own = new CompletableFuture<SignIn.SignedIn>();
    var key = digest(refreshToken);
    var other = recent.asMap().putIfAbsent(key, own);
    if (other != null) {
      return await(other);
    }
    try {
      var result = refresh.get();
      own.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      recent.asMap().remove(key, own); // the next request tries again
      own.completeExceptionally(e);
      throw e;
    }
  }

  private static SignIn.SignedIn await(CompletableFuture<SignIn.SignedIn> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static String digest(String token) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
