package tidings.ingress.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {

  private final BackOff backOff = new BackOff(Duration.ofSeconds(1), new Random(1));

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
    var other = new BackOff(Duration.ofSeconds(1), new Random(2));
    assertThat(IntStream.range(0, 10).filter(_ -> backOff.next().equals(other.next())).count())
        .isLessThan(10);
  }
}
