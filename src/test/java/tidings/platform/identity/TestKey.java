package tidings.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.platform.identity.keys.Ed25519;

/** A key of an issuer: signs tokens, with any header and any claims. */
public final class TestKey {

  /** Slow to generate, so all tests share one unless they need their own. */
  private static final TestKey RSA = rsa();

  private final KeyPair pair;
  private final JWK jwk;

  private TestKey(KeyPair pair, JWK jwk) {
    this.pair = pair;
    this.jwk = jwk;
  }

  public static TestKey rsa() {
    var pair = pair("RSA", null);
    return new TestKey(pair, new RSAKey.Builder((RSAPublicKey) pair.getPublic()).build());
  }

  /**
   * A key that fits an algorithm of {@link TokenRules#ALGORITHMS}: one for all those of RSA, else a
   * new one.
   */
  public static TestKey forAlgorithm(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> ec("secp256r1", Curve.P_256);
      case "ES384" -> ec("secp384r1", Curve.P_384);
      case "ES512" -> ec("secp521r1", Curve.P_521);
      case "EdDSA", "Ed25519" -> ed25519();
      default -> RSA;
    };
  }

  private static TestKey ec(String name, Curve curve) {
    var pair = pair("EC", name);
    return new TestKey(pair, new ECKey.Builder(curve, (ECPublicKey) pair.getPublic()).build());
  }

  private static TestKey ed25519() {
    var pair = pair("Ed25519", null);
    var x = Base64URL.encode(Ed25519.bytes(pair.getPublic()));
    return new TestKey(pair, new OctetKeyPair.Builder(Curve.Ed25519, x).build());
  }

  private static KeyPair pair(String algorithm, @Nullable String curve) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve));
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  PublicKey publicKey() {
    return pair.getPublic();
  }

  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----"
        .formatted(Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded()));
  }

  /** The public key as a JWK, with further members. */
  public Map<String, Object> jwk(Map<String, Object> members) {
    var json = new LinkedHashMap<>(jwk.toPublicJWK().toJSONObject());
    json.putAll(members);
    return json;
  }

  public String sign(String algorithm, Map<String, Object> members, Map<String, Object> claims) {
    var header = new LinkedHashMap<String, Object>(Map.of("alg", algorithm));
    header.putAll(members);
    return sign(
        algorithm, JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims));
  }

  /** Signs the texts unchanged, so that a test can send a token that no library would write. */
  String sign(String algorithm, String header, String payload) {
    var input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    try {
      return input + "." + signature(JWSAlgorithm.parse(algorithm), input);
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Base64URL signature(JWSAlgorithm algorithm, String input)
      throws GeneralSecurityException, JOSEException {
    var bytes = input.getBytes(StandardCharsets.US_ASCII);
    if (pair.getPrivate().getAlgorithm().startsWith("Ed")) {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(bytes);
      return Base64URL.encode(signer.sign());
    }
    return signer(pair.getPrivate()).sign(new JWSHeader(algorithm), bytes);
  }

  private static JWSSigner signer(PrivateKey key) throws JOSEException {
    return key instanceof ECPrivateKey ec ? new ECDSASigner(ec) : new RSASSASigner(key);
  }
}
