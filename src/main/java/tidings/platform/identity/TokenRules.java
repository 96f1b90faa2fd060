package tidings.platform.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requirements that an accepted token meets.
 *
 * @param issuer {@code iss}, compared character by character; null: no token is accepted
 * @param audiences of which {@code aud} must contain one; never empty
 * @param algorithms names of JWS algorithms (RFC 7518, 8037, 9864), all of them asymmetric
 * @param clockSkew how far {@code nbf} and {@code iat} may lie in the future; {@code exp} has no
 *     tolerance
 * @param maxAge maximum time since {@code iat}; zero: until its {@code exp}
 */
public record TokenRules(
    @Nullable String issuer,
    Set<String> audiences,
    Set<String> algorithms,
    Duration clockSkew,
    Duration maxAge) {

  /** All supported algorithms: RSA, RSA-PSS, ECDSA over the NIST curves, Ed25519. */
  public static final List<String> ALGORITHMS =
      List.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
          "Ed25519");

  /**
   * @throws IllegalArgumentException if there is no audience, or an algorithm that is not among
   *     {@link #ALGORITHMS}
   */
  public TokenRules {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException(
          "mp.jwt.verify.audiences must name an audience: without one a token that was issued for"
              + " any other service would be accepted here");
    }
    var unknown = algorithms.stream().filter(name -> !ALGORITHMS.contains(name)).sorted().toList();
    if (!unknown.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "mp.jwt.verify.publickey.algorithm must be a list of %s, but is '%s'"
              .formatted(String.join(", ", ALGORITHMS), String.join(",", unknown)));
    }
  }

  /** The same rules, with at least this clock skew. */
  TokenRules withClockSkew(Duration least) {
    return least.compareTo(clockSkew) <= 0
        ? this
        : new TokenRules(issuer, audiences, algorithms, least, maxAge);
  }

  boolean accepts(JWSAlgorithm algorithm) {
    return algorithms.contains(algorithm.getName());
  }

  /** The audiences as text, in a stable order. */
  String expectedAudience() {
    return audiences.stream().sorted().collect(Collectors.joining(" or "));
  }
}
