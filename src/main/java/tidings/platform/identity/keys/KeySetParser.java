package tidings.platform.identity.keys;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.X509CertUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/**
 * Reads public keys in every form that MicroProfile JWT allows: PEM, a JWK, a JWK Set, and either
 * of the last two in Base64url.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
public final class KeySetParser {

  private static final Logger LOG = Logger.getLogger(KeySetParser.class.getName());
  private static final int MIN_RSA_BITS = 2048;

  private KeySetParser() {}

  /**
   * The keys that can verify signatures. In a set, a key of an unknown type, or one that cannot be
   * read, is left out: the other keys are still usable.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<JWK> parse(String text) {
    var trimmed = text.strip();
    List<JWK> keys =
        switch (trimmed) {
          case String pem when pem.contains("-----BEGIN") -> PemKeys.parse(pem);
          case String json when json.startsWith("{") -> json(json);
          default -> json(decode(trimmed));
        };
    var usable = keys.stream().filter(KeySetParser::isUsable).map(JWK::toPublicJWK).toList();
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("it has no public key that can verify a signature");
    }
    return usable;
  }

  private static String decode(String text) {
    try {
      var bytes = java.util.Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException e) {
      throw notKeys(e);
    }
  }

  private static List<JWK> json(String text) {
    Map<String, Object> object;
    try {
      object = JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw notKeys(e);
    }
    if (!object.containsKey("keys")) {
      return parseKeys(object);
    }
    if (!(object.get("keys") instanceof List<?> members)) {
      throw new IllegalArgumentException("the member 'keys' of the JWK Set must be an array");
    }
    var keys = new ArrayList<JWK>();
    members.forEach(
        member -> {
          if (member instanceof Map<?, ?> one) {
            keys.addAll(parseKeys(one));
          }
        });
    return keys;
  }

  @SuppressWarnings("unchecked") // objects of JSON have text as names
  private static List<JWK> parseKeys(Map<?, ?> member) {
    try {
      return List.of(JWK.parse(whole((Map<String, Object>) member)));
    } catch (ParseException | IllegalArgumentException e) {
      var kid = String.valueOf(member.get("kid"));
      LOG.fine(() -> "Ignored the key '%s': %s".formatted(kid, e.getMessage()));
      return List.of();
    }
  }

  /** Adds the parameters of the public key, which some issuers give only in a certificate. */
  private static Map<String, Object> whole(Map<String, Object> member) {
    boolean hasKey = member.containsKey("n") || member.containsKey("x") || member.containsKey("k");
    if (hasKey || !(member.get("x5c") instanceof List<?> chain) || chain.isEmpty()) {
      return member;
    }
    var certificate = X509CertUtils.parse(new Base64(String.valueOf(chain.getFirst())).decode());
    if (certificate == null) {
      return member;
    }
    var whole = new LinkedHashMap<>(PemKeys.jwk(certificate.getPublicKey()).toJSONObject());
    whole.putAll(member);
    return whole;
  }

  /** A shared secret is not a public key, and RFC 7518 forbids short RSA keys. */
  private static boolean isUsable(JWK key) {
    return !key.getKeyType().equals(KeyType.OCT)
        && (!key.getKeyType().equals(KeyType.RSA) || key.size() >= MIN_RSA_BITS);
  }

  private static IllegalArgumentException notKeys(Exception cause) {
    return new IllegalArgumentException("it is neither PEM, nor a JWK, nor a JWK Set", cause);
  }
}
