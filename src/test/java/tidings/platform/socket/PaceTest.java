package tidings.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Pace pace = new Pace(SHORTEST, LONGEST);

  private Duration pauseAfter(Duration... costs) {
    for (var cost : costs) {
      pace.recordRun(cost.toNanos());
    }
    return Duration.ofNanos(pace.pauseNanos());
  }

  @Test
  void cheapRunsRecurAtTheShortestPause() {
    assertThat(pauseAfter()).isEqualTo(SHORTEST);
    assertThat(pauseAfter(Duration.ofMillis(10))).isEqualTo(SHORTEST);
  }

  @Test
  void costlyRunsTakeAFiftiethOfAProcessor() {
    assertThat(pauseAfter(Duration.ofMillis(100))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void oneRunThatWaitedForAProcessorChangesNothing() {
    assertThat(pauseAfter(Duration.ofMillis(1), Duration.ofSeconds(5))).isEqualTo(SHORTEST);
  }

  @Test
  void runsThatAllCostMoreSlowItDownUpToTheLongestPause() {
    var second = Duration.ofSeconds(1);
    assertThat(pauseAfter(Duration.ofMillis(1), second, second, second)).isEqualTo(SHORTEST);
    assertThat(pauseAfter(second)).isEqualTo(LONGEST);
  }

  @Test
  void shortestPauseHoldsAlsoAboveTheLongest() {
    var rare = new Pace(Duration.ofMinutes(1), LONGEST);
    rare.recordRun(Duration.ofHours(1).toNanos());
    assertThat(rare.pauseNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
  }
}
