package tidings.platform.signin;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts the content of cookies: a JWE with {@code dir} and {@code A256GCM}, compressed. The type
 * in its header is authenticated, so that a cookie of one purpose is not accepted for another.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7516">RFC 7516, JSON Web Encryption</a>
 */
final class CookieCipher {

  private static final String MAC = "HmacSHA256";

  /** Separates the derived key from other uses of the same secret. */
  private static final String USE = "tidings.oidc.session-key";

  /** By their ids, the encrypting one first. */
  private final Map<String, SecretKey> keys = new LinkedHashMap<>();

  private final String current;

  /**
   * @param secrets the first encrypts, all decrypt
   */
  CookieCipher(List<String> secrets) {
    for (var secret : secrets) {
      var key = mac(secret.getBytes(StandardCharsets.UTF_8), USE);
      keys.put(HexFormat.of().formatHex(mac(key, "id"), 0, 4), new SecretKeySpec(key, "AES"));
    }
    current = keys.keySet().iterator().next();
  }

  /** With a random secret that never leaves the process. */
  static CookieCipher withNewKey() {
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new CookieCipher(List.of(HexFormat.of().formatHex(secret)));
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  /**
   * Encrypts a text.
   *
   * @param purpose what the cookie is for
   */
  String encrypt(String purpose, String text) {
    var jwe = new JWEObject(header(purpose, current), new Payload(text));
    try {
      jwe.encrypt(new DirectEncrypter(keys.get(current)));
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of 256 bits encrypts with A256GCM", e);
    }
    return jwe.serialize();
  }

  private static JWEHeader header(String purpose, String keyId) {
    return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
        .type(new JOSEObjectType(purpose))
        .keyID(keyId)
        .compressionAlgorithm(CompressionAlgorithm.DEF)
        .build();
  }

  /** Decrypts a text; empty if no key of this server encrypted it for the purpose. */
  Optional<String> decrypt(String purpose, String value) {
    for (var key : keys.entrySet()) {
      // The only header that this server writes: another is not parsed.
      if (value.startsWith(header(purpose, key.getKey()).toBase64URL() + ".")) {
        return decrypt(key.getValue(), value);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decrypt(SecretKey key, String value) {
    try {
      var jwe = JWEObject.parse(value);
      jwe.decrypt(new DirectDecrypter(key));
      return Optional.of(jwe.getPayload().toString());
    } catch (ParseException | JOSEException e) {
      return Optional.empty(); // a changed cookie is no cookie
    }
  }
}
