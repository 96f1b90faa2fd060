package tidings.platform.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RetryPolicy POLICY = new RetryPolicy(Duration.ofMillis(100), SECOND);

  private final BackOff backOff = POLICY.backOff(new Random(1));

  @Test
  void itWaitsTwiceAsLongEachTimeUpToItsLimitLessAtMostAHalf() {
    for (int whole : new int[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backOff.next().toMillis()).isBetween(whole / 2L, (long) whole);
    }
    IntStream.range(0, 100).forEach(_ -> assertThat(backOff.next()).isPositive());
    backOff.succeeded();
    assertThat(backOff.next().toMillis()).isBetween(50L, 100L);
  }

  @Test
  void nodesThatFailTogetherDoNotRetryTogether() {
    var other = POLICY.backOff(new Random(2));
    assertThat(IntStream.range(0, 10).filter(_ -> backOff.next().equals(other.next())).count())
        .isLessThan(10);
  }

  @Test
  void eachLoopHasARandomPartOfItsOwn() {
    var one = POLICY.backOff();
    var other = POLICY.backOff();
    assertThat(IntStream.range(0, 10).filter(_ -> one.next().equals(other.next())).count())
        .isLessThan(10);
  }

  @Test
  void aSteadyPauseDoesNotGrow() {
    var steady = RetryPolicy.steady(SECOND).backOff();
    IntStream.range(0, 100)
        .forEach(_ -> assertThat(steady.next()).isBetween(SECOND.dividedBy(2), SECOND));
  }

  @Test
  void itKnowsWhetherTheLastAttemptFailed() {
    assertThat(backOff.hasFailed()).isFalse();
    var _ = backOff.next();
    assertThat(backOff.hasFailed()).isTrue();
    backOff.succeeded();
    assertThat(backOff.hasFailed()).isFalse();
  }

  @Test
  void pausesMustBePositiveAndMustNotShrink() {
    assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S and PT1S");
    assertThatThrownBy(() -> new RetryPolicy(SECOND, Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
