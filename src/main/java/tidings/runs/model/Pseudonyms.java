package tidings.runs.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Pseudonyms of users for the model's server: the same for a user on every node and at all times.
 * Without the key they cannot be traced back to the user, not even by a trial of known names.
 * Thread-safe.
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final SecretKeySpec key;

  /**
   * @param key of the pseudonyms; null: not secret, so that a trial of known names is possible
   */
  public Pseudonyms(@Nullable String key) {
    var text = key == null ? "tidings" : key;
    this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** The pseudonym of a user: 24 letters, digits, {@code -} and {@code _}. */
  String of(String user) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var hash = mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
      var start = Arrays.copyOf(hash, BYTES);
      return "u-" + Base64.getUrlEncoder().withoutPadding().encodeToString(start);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
