package tidings.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevIdentityTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aTokenIsSignedWithTheKeyThatIsPublished() throws Exception {
    var claim = Map.<String, Object>of("subscribe", List.of("orders/**"));
    var token =
        SignedJWT.parse(
            DevIdentity.token("alice", List.of("ops"), claim, NOW, NOW.plusSeconds(60)));
    assertThat(token.verify(new RSASSAVerifier(publicKey()))).isTrue();

    var claims = token.getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getIssuer()).isEqualTo("tidings-dev");
    assertThat(claims.getAudience()).containsExactly("tidings");
    assertThat(claims.getStringListClaim("groups")).containsExactly("ops");
    assertThat(claims.getJSONObjectClaim("tidings")).isEqualTo(claim);
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(NOW.plusSeconds(60));
    assertThat(claims.getJWTID()).isNotBlank();
  }

  private static RSAPublicKey publicKey() throws GeneralSecurityException {
    var base64 = DevIdentity.publicKey().replaceAll("-----[A-Z ]+-----", "");
    var encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded);
  }

  @Test
  void noTwoTokensHaveTheSameId() throws Exception {
    var one = SignedJWT.parse(DevIdentity.token("a", List.of(), null, NOW, NOW));
    var other = SignedJWT.parse(DevIdentity.token("a", List.of(), null, NOW, NOW));
    assertThat(one.getJWTClaimsSet().getJWTID()).isNotEqualTo(other.getJWTClaimsSet().getJWTID());
    assertThat(one.getJWTClaimsSet().getClaims()).containsEntry("groups", List.of());
  }
}
