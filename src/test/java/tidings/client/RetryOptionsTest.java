package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryOptionsTest {

  private static Duration limit(int failures, long base) {
    return RetryOptions.DEFAULT.limit(failures, Duration.ofMillis(base));
  }

  @Test
  void theLimitDoublesUpToTheLargest() {
    assertThat(limit(1, 1000)).isEqualTo(Duration.ofSeconds(1));
    assertThat(limit(2, 1000)).isEqualTo(Duration.ofSeconds(2));
    assertThat(limit(5, 1000)).isEqualTo(Duration.ofSeconds(16));
    assertThat(limit(6, 1000)).isEqualTo(Duration.ofSeconds(30));
    assertThat(limit(Integer.MAX_VALUE, 1000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aServerMayRequestALongerDelayAndNoneAtAll() {
    assertThat(limit(1, 60_000)).isEqualTo(Duration.ofMinutes(1));
    assertThat(limit(9, 60_000)).isEqualTo(Duration.ofMinutes(1));
    assertThat(limit(1, 0)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aWaitIsARandomPartOfTheLimit() {
    var limit = Duration.ofMillis(4);
    for (int i = 0; i < 200; i++) {
      assertThat(StreamSubscription.jitter(limit)).isBetween(Duration.ZERO, limit);
    }
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    var valid = RetryOptions.DEFAULT;
    assertThatThrownBy(() -> valid.withMaxAttempts(0)).hasMessageContaining("maxAttempts");
    assertThatThrownBy(() -> valid.withInitialDelay(Duration.ofSeconds(-1)))
        .hasMessageContaining("initialDelay");
    assertThatThrownBy(() -> valid.withMaxDelay(Duration.ofMillis(1)))
        .hasMessageContaining("initialDelay");
    assertThatThrownBy(
            () -> new RetryOptions(Duration.ZERO, Duration.ZERO, 1, Duration.ofNanos(-1)))
        .hasMessageContaining("resetAfter");
    assertThat(valid.withInitialDelay(Duration.ofMinutes(1)).maxDelay())
        .isEqualTo(Duration.ofMinutes(1));
  }
}
