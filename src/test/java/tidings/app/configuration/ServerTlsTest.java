package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.app.MapConfig;

class ServerTlsTest {

  private static void check(Map<String, String> values) {
    ServerTls.check(new MapConfig(values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9443", "0", " 1 ", "nonsense"})
  void aPortForTlsWithoutAPasswordOfItsKeyStoreIsRefused(String port) {
    assertThatThrownBy(() -> check(Map.of("https.port", port)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https.port is " + port.strip())
        .hasMessageContaining("KEYSTORE_PASSWORD")
        .hasMessageContaining("HTTPS_PORT=-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void aPasswordWithoutACharacterIsNone(String password) {
    var values = Map.of("https.port", "9443", "keystore.password", password);
    assertThatThrownBy(() -> check(values)).hasMessageContaining("keystore.password is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keystore.password", "keystore_password"})
  void aPasswordOfItsOwnOrOneThatWasGeneratedForThisServerWillDo(String key) {
    assertThatCode(() -> check(Map.of("https.port", "9443", key, "s3cret")))
        .doesNotThrowAnyException();
  }

  @Test
  void aServerWithoutATlsPortNeedsNone() {
    assertThatCode(() -> check(Map.of("https.port", "-1"))).doesNotThrowAnyException();
    assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
  }
}
