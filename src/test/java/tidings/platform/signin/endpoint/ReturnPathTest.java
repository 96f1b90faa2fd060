package tidings.platform.signin.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"/", "/tidings/", "/?page=chat", "/a/b?c=%2F%2Fd#e"})
  void aPathOfThisServerIsKept(String path) {
    assertThat(ReturnPath.of(path, "/home")).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "page",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "/ space",
        "/%zz"
      })
  void anotherAddressIsReplacedByTheHome(String path) {
    assertThat(ReturnPath.of(path, "/home")).isEqualTo("/home");
  }

  @Test
  void aMissingOrOverlongPathIsReplacedByTheHome() {
    assertThat(ReturnPath.of(null, "/home")).isEqualTo("/home");
    assertThat(ReturnPath.of("/" + "a".repeat(999), "/home")).hasSize(1000);
    assertThat(ReturnPath.of("/" + "a".repeat(1000), "/home")).isEqualTo("/home");
  }
}
