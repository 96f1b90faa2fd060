package tidings.platform.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInSettingsTest {

  private static final String KEY = "0123456789-0123456789-0123456789";

  private static SignInSettings.Sessions sessions(String... keys) {
    return new SignInSettings.Sessions(List.of(keys), Duration.ofHours(12), Duration.ofHours(1));
  }

  private static SignInSettings at(String publicUrl, List<String> scopes) {
    return new SignInSettings(
        "https://login.bank.example",
        new SignInSettings.Client("console", "secret", null),
        scopes,
        sessions(KEY),
        URI.create(publicUrl),
        null,
        Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tidings.bank.example",
        "https://bank.example/tidings",
        "http://localhost:9080",
        "http://127.0.0.1:9080/tidings"
      })
  void anAddressWhoseCookiesNobodyElseCanReadIsAccepted(String url) {
    assertThat(at(url, List.of("openid")).publicUrl()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://tidings.bank.example",
        "ftp://tidings.bank.example",
        "https://bank.example/?a=b",
        "https://bank.example/#a",
        "tidings"
      })
  void anotherAddressIsRejected(String url) {
    assertThatThrownBy(() -> at(url, List.of("openid")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.oidc.public-url")
        .hasMessageContaining(url);
  }

  @Test
  void scopesWithoutOpenidAreRejected() {
    assertThatThrownBy(() -> at("https://bank.example", List.of("profile")))
        .hasMessageContaining("tidings.oidc.scopes must contain openid, but is 'profile'");
  }

  @Test
  void aShortSecretIsRejectedAndNotPrinted() {
    assertThat(sessions(KEY).keys()).containsExactly(KEY);
    assertThatThrownBy(() -> sessions(KEY.substring(1)))
        .hasMessageContaining("tidings.oidc.session-keys")
        .hasMessageContaining("has 31")
        .hasMessageNotContaining(KEY.substring(1));
    assertThat(sessions(KEY).toString()).doesNotContain(KEY);
  }

  @Test
  void aClientHasOneCredential() {
    assertThatThrownBy(() -> new SignInSettings.Client("c", "secret", Path.of("key.pem")))
        .hasMessageContaining("tidings.oidc.client-secret and tidings.oidc.client-key-file");
    assertThat(new SignInSettings.Client("c", "hush", null).toString()).doesNotContain("hush");
  }
}
