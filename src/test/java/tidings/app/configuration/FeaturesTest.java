package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.app.configuration.Features.Feature;

class FeaturesTest {

  private static Features of(String value) {
    return Features.of(new MapConfig(Map.of(Features.KEY, value)));
  }

  @Test
  void allAreTheDefault() {
    assertThat(Features.of(new MapConfig(Map.of()))).isEqualTo(Features.ALL);
    assertThat(Features.ALL.names()).containsExactly("push", "runs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"push|push", " runs |runs", "runs, push|push,runs", "push,push,|push"})
  void aListSelectsThem(String value, String names) {
    assertThat(String.join(",", of(value).names())).isEqualTo(names);
    assertThat(of(value).has(Feature.PUSH)).isEqualTo(names.contains("push"));
    assertThat(of(value).has(Feature.RUNS)).isEqualTo(names.contains("runs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "Push", "push;runs", ","})
  void anUnknownFeatureOrNoneIsRejected(String value) {
    assertThatThrownBy(() -> of(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tidings.features must be a comma list of push and runs, but ");
  }
}
