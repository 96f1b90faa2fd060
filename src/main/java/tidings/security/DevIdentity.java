package tidings.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
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
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an identity provider during development: signs tokens with a key that is made at
 * start and never leaves the process.
 */
public final class DevIdentity {

  /** The {@code iss} of its tokens. */
  public static final String ISSUER = "tidings-dev";

  /** The {@code aud} of its tokens. */
  public static final String AUDIENCE = "tidings";

  private DevIdentity() {}

  /** Made when first asked for, so that a server with a real issuer has no such key. */
  private static final class Keys {
    static final KeyPair PAIR = generate();
    static final String PEM =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(PAIR.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----";

    private static KeyPair generate() {
      try {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has RSA", e);
      }
    }
  }

  /** The public key in PEM, with its armour. */
  public static String publicKey() {
    return Keys.PEM;
  }

  /**
   * A signed token.
   *
   * @param claims the {@code tidings} claim; null for none
   */
  public static String token(
      String user,
      Collection<String> groups,
      @Nullable Map<String, Object> claims,
      Instant issued,
      Instant expires) {
    var content =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(user)
            .claim("upn", user)
            .claim("groups", groups)
            .claim("tidings", claims)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(issued))
            .expirationTime(Date.from(expires))
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build();
    var jwt = new SignedJWT(header, content);
    try {
      jwt.sign(new RSASSASigner(Keys.PAIR.getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException("an RSA key signs", e);
    }
    return jwt.serialize();
  }
}
