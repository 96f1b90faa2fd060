package tidings.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void theTotalIsSharedOutEvenly() {
    assertThat(WarmUp.shares(List.of(100L, 100L, 100L), 30)).containsExactly(10L, 10L, 10L);
  }

  @Test
  void theRestOfAShortPartitionsShareGoesToTheLongerOnes() {
    assertThat(WarmUp.shares(List.of(100L, 0L, 4L), 30)).containsExactly(26L, 0L, 4L);
    assertThat(WarmUp.shares(List.of(8L, 100L, 100L), 30)).containsExactly(8L, 11L, 11L);
  }

  @Test
  void noMoreIsSharedOutThanThereIs() {
    assertThat(WarmUp.shares(List.of(3L, 4L), 30)).containsExactly(3L, 4L);
    assertThat(WarmUp.shares(List.of(3L, 4L), 0)).containsExactly(0L, 0L);
  }
}
