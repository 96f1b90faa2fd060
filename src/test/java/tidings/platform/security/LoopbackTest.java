package tidings.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:9080",
        "localhost.",
        "tidings.localhost:8080",
        "127.0.0.1",
        "127.8.9.1:9443",
        "::1",
        "[::1]",
        "[::1]:9080"
      })
  void namesOfTheLoopbackInterface(String authority) {
    assertThat(Loopback.isAuthority(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.evil.example",
        "1127.0.0.1",
        "127.0.0.1@evil.example",
        "[::2]:9080",
        "10.0.0.1",
        "0.0.0.0",
        "",
        ":9080"
      })
  void otherNames(String authority) {
    assertThat(Loopback.isAuthority(authority)).isFalse();
  }
}
