package tidings.it.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** An issuer that is real to a server: with a name, an audience and a key of its own. */
public final class Issuer {

  public static final String NAME = "https://issuer.test";
  public static final String AUDIENCE = "tidings";

  private final KeyPair keys;

  public Issuer() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The configuration by which a server trusts it. */
  public Map<String, String> configuration() {
    return Map.of(
        "MP_JWT_VERIFY_ISSUER", NAME,
        "MP_JWT_VERIFY_AUDIENCES", AUDIENCE,
        "MP_JWT_VERIFY_PUBLICKEY", publicKey());
  }

  /** PEM with its armour. */
  public String publicKey() {
    var encoded = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----";
  }

  /** PKCS #8 in PEM, as openssl writes it. */
  public String privateKey() {
    var encoded = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n";
  }

  public String token(Claims claims) {
    return sign(claimsSet(claims));
  }

  /** The claims of a valid token, to be modified. */
  public static JWTClaimsSet claimsSet(Claims claims) {
    var now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience(AUDIENCE)
        .subject(claims.user())
        .claim("groups", claims.groups())
        .claim(
            "tidings",
            Map.of(
                "subscribe", claims.subscribe(),
                "publish", claims.publish(),
                "sessions", claims.sessions()))
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now.minusSeconds(120)))
        .expirationTime(Date.from(now.plus(claims.life())))
        .build();
  }

  public String sign(JWTClaimsSet claims) {
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
    try {
      jwt.sign(new RSASSASigner(keys.getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }
}
