package tidings.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevIdentityTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final DevIdentity identity = DevIdentity.withNewKey();

  @TempDir Path folder;

  @Test
  void aTokenIsSignedWithTheKeyThatIsPublished() throws Exception {
    var claim = Map.<String, Object>of("subscribe", List.of("orders/**"));
    var token =
        SignedJWT.parse(identity.token("alice", List.of("ops"), claim, NOW, NOW.plusSeconds(60)));
    assertThat(token.verify(new RSASSAVerifier(publicKey(identity)))).isTrue();

    var claims = token.getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("alice");
    assertThat(claims.getIssuer()).isEqualTo("tidings-dev");
    assertThat(claims.getAudience()).containsExactly("tidings");
    assertThat(claims.getStringListClaim("groups")).containsExactly("ops");
    assertThat(claims.getJSONObjectClaim("tidings")).isEqualTo(claim);
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(NOW.plusSeconds(60));
    assertThat(claims.getJWTID()).isNotBlank();
  }

  private static RSAPublicKey publicKey(DevIdentity identity) throws GeneralSecurityException {
    var base64 = identity.publicKey().replaceAll("-----[A-Z ]+-----", "");
    var encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded);
  }

  @Test
  void noTwoTokensHaveTheSameId() throws Exception {
    var one = SignedJWT.parse(identity.token("a", List.of(), null, NOW, NOW));
    var other = SignedJWT.parse(identity.token("a", List.of(), null, NOW, NOW));
    assertThat(one.getJWTClaimsSet().getJWTID()).isNotEqualTo(other.getJWTClaimsSet().getJWTID());
    assertThat(one.getJWTClaimsSet().getClaims()).containsEntry("groups", List.of());
  }

  private Path pem(int bits, String algorithm) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    var encoded = generator.generateKeyPair().getPrivate().getEncoded();
    return keyFile(
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(encoded)));
  }

  private Path keyFile(String content) throws IOException {
    return Files.writeString(folder.resolve("key.pem"), content);
  }

  @Test
  void twoIdentitiesWithTheSameKeyAcceptEachOthersTokens() throws Exception {
    var file = pem(2048, "RSA");
    var one = DevIdentity.withKeyOf(file);
    var other = DevIdentity.withKeyOf(file);
    var token = SignedJWT.parse(one.token("alice", List.of(), null, NOW, NOW));
    assertThat(token.verify(new RSASSAVerifier(publicKey(other)))).isTrue();
    assertThat(token.verify(new RSASSAVerifier(publicKey(identity)))).isFalse();
  }

  @Test
  void aFileWithoutAnRsaKeyIsRejectedAndNamed() throws Exception {
    assertUnreadable(folder.resolve("key.pem"), "NoSuchFile");
    assertUnreadable(folder, "IOException");
    assertUnreadable(keyFile("secret"), "BEGIN PRIVATE KEY");
    assertUnreadable(
        keyFile("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), "InvalidKey");
    assertUnreadable(
        keyFile("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----"), "IllegalArgument");
    assertUnreadable(pem(256, "EC"), "InvalidKey");
    assertUnreadable(pem(1024, "RSA"), "2048 bits");
  }

  private static void assertUnreadable(Path file, String why) {
    assertThatThrownBy(() -> DevIdentity.withKeyOf(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + file + "'")
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }
}
