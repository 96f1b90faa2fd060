package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tidings.app.MapConfig;

class ServerHeadersTest {

  private static void check(String... pairs) {
    var values =
        switch (pairs.length) {
          case 0 -> Map.<String, String>of();
          case 2 -> Map.of(pairs[0], pairs[1]);
          default -> Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
        };
    ServerHeaders.check(new MapConfig(values));
  }

  @Test
  void theShippedServerAndOneWithoutTheVariableAreFine() {
    assertThatCode(() -> check()).doesNotThrowAnyException();
    assertThatCode(() -> check("http.headers", "own")).doesNotThrowAnyException();
    assertThatCode(() -> check("http.headers", "own", "tidings.cors.origins", " "))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("tidings.cors.origins", "https://a.example"))
        .doesNotThrowAnyException();
  }

  @Test
  void trustedOriginsNeedAServerThatLetsThemRead() {
    assertThatCode(() -> check("http.headers", "cors", "tidings.cors.origins", "https://a.example"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> check("http.headers", "own", "tidings.cors.origins", "https://a.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("set HTTP_HEADERS=cors");
  }

  @Test
  void anotherValueIsRefusedAndNamed() {
    assertThatThrownBy(() -> check("http.headers", "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'none'");
  }
}
