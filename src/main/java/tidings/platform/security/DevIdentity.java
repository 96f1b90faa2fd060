package tidings.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stub of an identity provider for development: signs tokens. Thread-safe. */
public final class DevIdentity {

  /** The {@code iss} of its tokens. */
  public static final String ISSUER = "tidings-dev";

  /** The {@code aud} of its tokens. */
  public static final String AUDIENCE = "tidings";

  private static final int BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private final KeyPair keys;

  private DevIdentity(KeyPair keys) {
    this.keys = keys;
  }

  /** With a new key that never leaves the process. */
  public static DevIdentity withNewKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return new DevIdentity(generator.generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK supports RSA", e);
    }
  }

  /**
   * With the RSA key of a file, PKCS #8 in PEM (RFC 7468), the format of {@code openssl genpkey
   * -algorithm RSA}.
   *
   * @throws IllegalArgumentException if the file has no readable key, or it is too short to sign
   *     with
   */
  public static DevIdentity withKeyOf(Path file) {
    try {
      var pem = PEM.matcher(Files.readString(file));
      if (!pem.find()) {
        throw new IllegalArgumentException("it has no -----BEGIN PRIVATE KEY-----");
      }
      return new DevIdentity(pair(Base64.getMimeDecoder().decode(pem.group(1))));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no RSA key can be read from '%s': %s".formatted(file, e), e);
    }
  }

  private static KeyPair pair(byte[] encoded) throws GeneralSecurityException {
    var rsa = KeyFactory.getInstance("RSA");
    if (rsa.generatePrivate(new PKCS8EncodedKeySpec(encoded)) instanceof RSAPrivateCrtKey key
        && key.getModulus().bitLength() >= BITS) {
      var open = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return new KeyPair(rsa.generatePublic(open), key);
    }
    throw new IllegalArgumentException("it must have " + BITS + " bits or more");
  }

  /** The public key in PEM, with its armour. */
  public String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----";
  }

  /**
   * A signed token.
   *
   * @param claims the {@code tidings} claim; null for none
   */
  public String token(
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
            .claim("groups", groups)
            .claim("tidings", claims)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(issued))
            .expirationTime(Date.from(expires))
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build();
    var jwt = new SignedJWT(header, content);
    try {
      jwt.sign(new RSASSASigner(keys.getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException("an RSA key can sign", e);
    }
    return jwt.serialize();
  }
}
