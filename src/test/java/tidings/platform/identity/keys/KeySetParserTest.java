package tidings.platform.identity.keys;

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
import tidings.platform.identity.TestKey;

/** Public keys in the formats that operators and issuers use. */
class KeySetParserTest {

  private static final TestKey RSA = TestKey.rsa();
  private static final TestKey EC = TestKey.forAlgorithm("ES384");

  /** Self-signed, of a key on P-256 that was discarded. */
  private static final String CERTIFICATE =
      "MIIBAzCBq6ADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAXgwHhcNMjAwMTAxMD"
          + "AwMDAwWhcNNDAwMTAxMDAwMDAwWjAMMQowCAYDVQQDDAF4MFkwEwYHKoZIzj0CAQYIKoZI"
          + "zj0DAQcDQgAEphZo7ZQhhRy0IbQHThVDBYUg41Sn4HOr9knceGyYSsjGFER7ZLBlsmsPUj"
          + "O8sYRezEdaZrlEYB5HJORJ1S9gEDAKBggqhkjOPQQDAgNHADBEAiAa6Y16rIIQupTBwK6B"
          + "aNwXwNUzRfL81aPaWwIueNRzngIgT2cr1r/mYhV9p+Et06v15NW/q2b5nMy4Y7yQmlsAH7"
          + "E=";

  @Test
  void aKeyMayStandInItsCertificateAlone() {
    var jwk = Map.of("kty", "EC", "kid", "k", "use", "sig", "x5c", List.of(CERTIFICATE));
    var keys =
        KeySetParser.parse(JSONObjectUtils.toJSONString(Map.of("keys", List.of(jwk, "junk"))));
    assertThat(keys).singleElement().satisfies(key -> assertThat(key.getKeyID()).isEqualTo("k"));
    assertThat(keys.getFirst().toECKey().getCurve().getName()).isEqualTo("P-256");
  }

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
  void aPrivateKeyInPemIsRejected() {
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
        "{\"keys\":[null]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"x5c\":[\"AAAA\"]}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"x5c\":[]}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"x5c\":\"AAAA\"}]}",
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
  void aShortRsaKeyIsRejected() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var encoded = generator.generateKeyPair().getPublic().getEncoded();
    var pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----"
            .formatted(Base64.getMimeEncoder().encodeToString(encoded));
    assertThatThrownBy(() -> KeySetParser.parse(pem)).isInstanceOf(IllegalArgumentException.class);
  }
}
