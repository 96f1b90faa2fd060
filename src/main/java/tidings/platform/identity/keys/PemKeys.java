package tidings.platform.identity.keys;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads public keys and certificates in PEM: RSA, EC over the NIST curves, Ed25519. Line breaks may
 * be missing, or written as {@code \n}: environment variables often lose them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PemKeys {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "RSASSA-PSS");

  private PemKeys() {}

  static List<JWK> parse(String text) {
    var keys = new ArrayList<JWK>();
    var block = BLOCK.matcher(text.replace("\\n", "\n"));
    while (block.find()) {
      keys.add(jwk(publicKey(block.group(1), Base64.getMimeDecoder().decode(block.group(2)))));
    }
    return keys;
  }

  private static PublicKey publicKey(String label, byte[] encoded) {
    try {
      return switch (label) {
        case "PUBLIC KEY" -> publicKey(encoded);
        case "CERTIFICATE" ->
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded))
                .getPublicKey();
        default ->
            throw new IllegalArgumentException(
                "it has a '-----BEGIN %s-----': only PUBLIC KEY and CERTIFICATE can be read"
                    .formatted(label));
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("its %s cannot be read".formatted(label), e);
    }
  }

  private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    var failure = new GeneralSecurityException("neither RSA, EC nor Ed25519");
    for (var algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        failure.addSuppressed(e); // it may be a key of the next algorithm
      }
    }
    throw failure;
  }

  /**
   * @throws IllegalArgumentException if it is none of these
   */
  static JWK jwk(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec -> new ECKey.Builder(curve(ec), ec).build();
      case EdECPublicKey edwards when edwards.getParams().getName().equals("Ed25519") ->
          new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(Ed25519.bytes(edwards))).build();
      default -> throw new IllegalArgumentException("neither RSA, EC nor Ed25519");
    };
  }

  private static Curve curve(ECPublicKey key) {
    var curve = Curve.forECParameterSpec(key.getParams());
    if (curve == null) {
      throw new IllegalArgumentException("its curve is not P-256, P-384 or P-521");
    }
    return curve;
  }
}
