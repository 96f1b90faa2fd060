package tidings.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import tidings.platform.identity.keys.Ed25519;

/** Checks the signature of a token. Pure functions. */
final class Signature {

  private Signature() {}

  static boolean isOf(JWK key, SignedJWT token) {
    try {
      return switch (key) {
        case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
        case ECKey ec -> token.verify(verifier(ec));
        case OctetKeyPair okp -> isOf(okp, token);
        default -> false;
      };
    } catch (JOSEException | GeneralSecurityException e) {
      return false; // a malformed signature is as wrong as one of another key
    }
  }

  private static JWSVerifier verifier(ECKey key) throws JOSEException {
    return new ECDSAVerifier(key);
  }

  /** Uses the JDK: the library verifies Ed25519 only with a further library. */
  private static boolean isOf(OctetKeyPair key, SignedJWT token) throws GeneralSecurityException {
    var verifier = java.security.Signature.getInstance("Ed25519");
    verifier.initVerify(Ed25519.publicKey(key.getX().decode()));
    verifier.update(token.getSigningInput());
    return verifier.verify(token.getSignature().decode());
  }
}
