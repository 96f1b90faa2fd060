package tidings.platform.identity.keys;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Secrets;
import tidings.platform.tls.TrustedCertificates;

/**
 * The origin of the issuer's keys: the configuration itself, or a location that it names.
 *
 * @param text value of {@code mp.jwt.verify.publickey}: PEM, a JWK, a JWK Set, or either of the
 *     last two in Base64url; null if it is not set
 * @param location value of {@code mp.jwt.verify.publickey.location}: an {@code http:} or {@code
 *     https:} address, a {@code file:} address, a path, or the name of a resource of the
 *     application; null if it is not set; ignored if there is a text
 * @param authorities certificates that are trusted when the location is read over {@code https:};
 *     null for those that the JVM trusts
 */
public record KeyOrigin(
    @Nullable String text, @Nullable String location, @Nullable KeyStore authorities) {

  private static final String CA_FILE = "tidings.identity.keys-ca-file";

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

  /**
   * Creates an origin from the configuration.
   *
   * @param caFile certificates in PEM
   * @throws IllegalArgumentException also if the certificates cannot be read
   */
  public static KeyOrigin of(
      @Nullable String text, @Nullable String location, @Nullable Path caFile) {
    return new KeyOrigin(
        text, location, caFile == null ? null : TrustedCertificates.read(CA_FILE, caFile));
  }

  private static void check(String key, Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireAddress(String location) {
    if (!KeyLocation.isRemote(location)) {
      return;
    }
    try {
      if (new URI(location).getHost() == null) {
        throw new IllegalArgumentException(
            "'%s' names no host".formatted(Secrets.masked(location)));
      }
    } catch (URISyntaxException e) { // its message has the whole address, with a password in it
      throw new IllegalArgumentException(
          "it is not an address: %s at index %d".formatted(e.getReason(), e.getIndex()), e);
    }
  }

  /** The location, in a form for the log. */
  String name() {
    return location == null ? "" : Secrets.masked(location);
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "KeyOrigin[" + (text == null ? name() : "text") + "]";
  }
}
