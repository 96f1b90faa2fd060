package tidings.log.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CoalescedQueryTest {

  private final List<CompletableFuture<String>> asked = new ArrayList<>();

  private CoalescedQuery<String> answer(Duration goodFor) {
    return new CoalescedQuery<>(
        () -> {
          var answer = new CompletableFuture<String>();
          asked.add(answer);
          return answer;
        },
        goodFor);
  }

  @Test
  void simultaneousCallersShareOneQuery() {
    var shared = answer(Duration.ofMinutes(1));
    var one = shared.recent();
    var two = shared.recent();
    asked.getFirst().complete("a");
    assertThat(one).isCompletedWithValue("a");
    assertThat(two).isCompletedWithValue("a");
    assertThat(shared.recent()).isCompletedWithValue("a");
    assertThat(asked).hasSize(1);
  }

  @Test
  void anOldOrFailedAnswerIsNotShared() {
    var stale = answer(Duration.ZERO);
    var _ = stale.recent();
    asked.getFirst().complete("a");
    var _ = stale.recent();
    assertThat(asked).hasSize(2);

    var failed = answer(Duration.ofMinutes(1));
    var _ = failed.recent();
    asked.getLast().completeExceptionally(new IllegalStateException());
    var _ = failed.recent();
    assertThat(asked).hasSize(4);
  }

  @Test
  void callersThatNeedACurrentResultShareTheNextQuery() {
    var shared = answer(Duration.ofMinutes(1));
    var _ = shared.recent();
    var one = shared.current();
    var two = shared.current();
    assertThat(asked).as("one query runs").hasSize(1);
    asked.getFirst().complete("a");
    assertThat(asked).hasSize(2);
    assertThat(one).isNotDone();
    asked.getLast().complete("b");
    assertThat(one).isCompletedWithValue("b");
    assertThat(two).isCompletedWithValue("b");
    var _ = shared.current();
    assertThat(asked).hasSize(3);
  }
}
