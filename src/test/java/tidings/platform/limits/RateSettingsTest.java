package tidings.platform.limits;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RateSettingsTest {

  @Test
  void eachRateIsAtLeastOne() {
    int max = Integer.MAX_VALUE;
    assertThatCode(() -> new RateSettings(1, 1, 1, 1)).doesNotThrowAnyException();
    assertThatCode(() -> new RateSettings(max, max, max, max)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new RateSettings(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tidings.limits.publish-rate must be at least 1");
    assertThatThrownBy(() -> new RateSettings(1, 0, 1, 1))
        .hasMessageContaining("publish-byte-rate");
    assertThatThrownBy(() -> new RateSettings(1, 1, 0, 1)).hasMessageContaining("connect-rate");
    assertThatThrownBy(() -> new RateSettings(1, 1, 1, 0)).hasMessageContaining("change-rate");
  }
}
