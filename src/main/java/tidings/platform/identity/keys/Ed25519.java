package tidings.platform.identity.keys;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Converts public keys of Ed25519 between two forms: the 32 bytes of a JWK, and the JDK's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8410#section-4">RFC 8410, section 4</a>
 */
public final class Ed25519 {

  /** SubjectPublicKeyInfo up to the key itself. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  public static PublicKey publicKey(byte[] x) throws GeneralSecurityException {
    var encoded = new ByteArrayOutputStream();
    encoded.writeBytes(PREFIX);
    encoded.writeBytes(x);
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
  }

  public static byte[] bytes(PublicKey key) {
    var encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, PREFIX.length, encoded.length);
  }
}
