package tidings.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys in the forms in which operators and issuers write them. */
class KeySetParserTest {

  private static final TestKey RSA = TestKey.rsa();
  private static final TestKey EC = TestKey.forAlgorithm("ES384");

  @Test
  void keysInPemMayStandOneAfterAnother() {
    assertThat(KeySetParser.parse(RSA.pem() + "\n" + EC.pem())).hasSize(2);
  }

  @Test
  void pemMayHaveLostItsLineBreaksInAnEnvironmentVariable() {
    assertThat(KeySetParser.parse(RSA.pem().replace("\r", "").replace("\n", "\\n"))).hasSize(1);
    assertThat(KeySetParser.parse(RSA.pem().replace("\r", "").replace("\n", " "))).hasSize(1);
  }

  @Test
  void aJwkAndASetMayBeInBase64() {
    var jwk = JSONObjectUtils.toJSONString(RSA.jwk(Map.of("kid", "k")));
    var set = JSONObjectUtils.toJSONString(Map.of("keys", List.of(RSA.jwk(Map.of()))));
    assertThat(KeySetParser.parse(Base64URL.encode(jwk).toString())).hasSize(1);
    assertThat(
            KeySetParser.parse(
                Base64.getEncoder().encodeToString(set.getBytes(StandardCharsets.UTF_8))))
        .hasSize(1);
  }

  @Test
  void aPrivateKeyInPemIsRefused() {
    assertThatThrownBy(
            () ->
                KeySetParser.parse("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
        .hasMessageContaining("only PUBLIC KEY and CERTIFICATE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[7]}",
        "[]",
        "<html></html>",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----"
      })
  void whatHoldsNoPublicKeyIsRefused(String text) {
    assertThatThrownBy(() -> KeySetParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aShortRsaKeyIsRefused() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var encoded = generator.generateKeyPair().getPublic().getEncoded();
    var pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----"
            .formatted(Base64.getMimeEncoder().encodeToString(encoded));
    assertThatThrownBy(() -> KeySetParser.parse(pem)).isInstanceOf(IllegalArgumentException.class);
  }
}
