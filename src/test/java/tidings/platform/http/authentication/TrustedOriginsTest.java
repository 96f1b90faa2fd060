package tidings.platform.http.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedOriginsTest {

  @Test
  void anOriginIsTrustedLetterByLetter() {
    var trusted = new TrustedOrigins(Set.of("https://app.example.com", "http://localhost:5173"));

    assertThat(trusted.has("https://app.example.com")).isTrue();
    assertThat(trusted.has("http://localhost:5173")).isTrue();
    assertThat(trusted.has("http://app.example.com")).isFalse();
    assertThat(trusted.has("https://app.example.com:8443")).isFalse();
    assertThat(trusted.has("null")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "app.example.com",
        "https://app.example.com/",
        "https://*.example.com",
        "https://user@app.example.com",
        "HTTPS://APP.EXAMPLE.COM",
        "file://x",
        ""
      })
  void whatIsNoOriginIsRefusedByName(String text) {
    assertThatThrownBy(() -> new TrustedOrigins(Set.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.cors.origins: '" + text + "'");
  }
}
