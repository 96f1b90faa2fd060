package tidings.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of the issuer come from: the configuration itself, or a place that it names.
 *
 * @param text value of {@code mp.jwt.verify.publickey}: PEM, a JWK, a JWK Set, or either of the
 *     last two in Base64url; null if there is none
 * @param location value of {@code mp.jwt.verify.publickey.location}: an {@code http:} or {@code
 *     https:} address, a {@code file:} address, a path, or the name of a resource of the
 *     application; null if there is none, and not used beside a text
 */
public record KeyOrigin(@Nullable String text, @Nullable String location) {

  /**
   * @throws IllegalArgumentException if the text has no public key, or the location is not an
   *     address
   */
  public KeyOrigin {
    if (text != null) {
      check("mp.jwt.verify.publickey", () -> KeySetParser.parse(text));
    } else if (location != null) {
      check("mp.jwt.verify.publickey.location", () -> requireAddress(location));
    }
  }

  private static void check(String key, Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireAddress(String location) {
    boolean remote = KeyLocation.isRemote(location);
    if (remote && URI.create(location).getHost() == null) {
      throw new IllegalArgumentException("'%s' names no host".formatted(location));
    }
  }
}
