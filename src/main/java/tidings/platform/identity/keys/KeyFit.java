package tidings.platform.identity.keys;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Whether a key may verify a token, by the token's header and the key's own attributes. A missing
 * attribute is no reason to exclude a key: many issuers publish neither {@code use} nor {@code
 * alg}, and a key in PEM has no {@code kid}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4">RFC 7517, section 4</a>
 */
final class KeyFit {

  private static final JWSAlgorithm ED25519 = JWSAlgorithm.parse("Ed25519");

  private KeyFit() {}

  static List<JWK> among(Collection<JWK> keys, JWSHeader header) {
    return keys.stream().filter(key -> fits(key, header)).toList();
  }

  private static boolean fits(JWK key, JWSHeader header) {
    return hasKid(key, header)
        && hasType(key, header.getAlgorithm())
        && isForSignatures(key)
        && isForAlgorithm(key, header.getAlgorithm());
  }

  private static boolean hasKid(JWK key, JWSHeader header) {
    return header.getKeyID() == null
        || key.getKeyID() == null
        || key.getKeyID().equals(header.getKeyID());
  }

  private static boolean isForSignatures(JWK key) {
    boolean use = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    return use
        && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static boolean isForAlgorithm(JWK key, JWSAlgorithm algorithm) {
    return key.getAlgorithm() == null
        || key.getAlgorithm().equals(algorithm)
        || (isEd25519(algorithm) && isEd25519(JWSAlgorithm.parse(key.getAlgorithm().getName())));
  }

  private static boolean hasType(JWK key, JWSAlgorithm algorithm) {
    return switch (key) {
      case ECKey ec -> curves(algorithm).contains(ec.getCurve());
      case OctetKeyPair okp -> isEd25519(algorithm) && okp.getCurve().equals(Curve.Ed25519);
      default ->
          key.getKeyType().equals(KeyType.RSA) && JWSAlgorithm.Family.RSA.contains(algorithm);
    };
  }

  /** Empty for an algorithm that is not ECDSA. */
  private static Set<Curve> curves(JWSAlgorithm algorithm) {
    var curves = Curve.forJWSAlgorithm(algorithm);
    return curves == null ? Set.of() : curves;
  }

  /**
   * The algorithm has two names: that of RFC 8037, and that of RFC 9864, which names the curve,
   * too.
   */
  static boolean isEd25519(JWSAlgorithm algorithm) {
    return algorithm.equals(JWSAlgorithm.EdDSA) || algorithm.equals(ED25519);
  }
}
