package tidings.platform.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.platform.http.body.BodySettings.Limit;

class BodySettingsTest {

  private static final Limit MEMORY = new Limit(100, 100);

  @Test
  void theSmallestLimitsAreAccepted() {
    var settings = new BodySettings(100, MEMORY, new Limit(1, 1), Duration.ofMillis(1));
    assertThat(settings.waits().total()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1", "0, 0"})
  void aUserMustBeAbleToWaitAndNotForMoreThanTheNode(long perUser, long total) {
    assertThatThrownBy(
            () -> new BodySettings(1, MEMORY, new Limit(perUser, total), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.limits.pending-bodies-per-user")
        .hasMessageContaining("%d and %d".formatted(perUser, total));
  }

  @ParameterizedTest
  @CsvSource({"101, 100, 100", "100, 100, 99"})
  void aBodyMustFitIntoTheMemoryOfItsUser(int body, long perUser, long total) {
    assertThatThrownBy(
            () ->
                new BodySettings(
                    body, new Limit(perUser, total), new Limit(1, 1), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.limits.bodies-in-flight");
  }

  @Test
  void aBodyMustHaveTime() {
    assertThatThrownBy(() -> new BodySettings(1, MEMORY, new Limit(1, 1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidings.limits.body-timeout");
  }
}
