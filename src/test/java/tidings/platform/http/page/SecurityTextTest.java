package tidings.platform.http.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"mailto:a@b.test", "https://b.test/report", "tel:+41-44-000"})
  void contactIsAnAddress(String contact) {
    var settings = new SecurityText.Settings(List.of(contact), List.of());
    assertThat(settings.contacts()).containsExactly(contact);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b.test", "http://b.test", "javascript:alert(1)", "https:// b", "x"})
  void anInvalidAddressStopsTheStart(String contact) {
    assertThatThrownBy(() -> new SecurityText.Settings(List.of(contact), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tidings.security.contacts must be a list of addresses that begin with"
                + " https: or mailto: or tel:, but has '%s'",
            contact);
    assertThatThrownBy(() -> new SecurityText.Settings(List.of(), List.of("mailto:a@b.test")))
        .hasMessageStartingWith("tidings.security.policies must be");
  }
}
