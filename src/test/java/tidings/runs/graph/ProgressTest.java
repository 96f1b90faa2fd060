package tidings.runs.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress progress = new Progress();

  private void turn(String node, int level, String output) {
    progress.begin(node, level);
    progress.end(node, output, null);
  }

  private Progress readBack() {
    return Progress.of(progress.json());
  }

  @Test
  void turnsOfOneLevelAreAGroupInWhichEachNameIsOnce() {
    progress.begin("start", 0);
    turn("a", 0, "1");
    turn("b", 1, "2");
    turn("b", 1, "3");
    turn("c", 1, "4");
    turn("a", 0, "5");
    assertThat(progress.chain())
        .containsExactly(List.of("start", "a"), List.of("b", "c"), List.of("a"));
    assertThat(progress.outputs("b")).containsExactly("2", "3");
    assertThat(progress.last()).isEqualTo("a");
  }

  @Test
  void writtenDataIsParsed() {
    turn("a", 0, "1");
    progress.begin("b", 0);
    progress.end("b", "2", "c");
    var again = readBack();
    assertThat(again.json()).isEqualTo(progress.json());
    assertThat(again.isDone("a")).isTrue();
    assertThat(again.handoffs("b")).isEqualTo(1);
  }

  @Test
  void aHandoffThatWasNotFollowedYetIsNotForgotten() {
    progress.begin("a", 0);
    progress.end("a", "over to you", "b");
    assertThat(readBack().handoffTargets()).containsExactly("b");
    progress.next(1, List.of("b"));
    assertThat(readBack().pending()).containsExactly("b");
    assertThat(readBack().handoffTargets()).isEmpty();
  }

  @Test
  void handoffTargetAndItsSuccessorsAreNotDone() {
    turn("a", 0, "1");
    progress.next(1, List.of());
    turn("b", 1, "2");
    progress.next(2, List.of());
    turn("c", 2, "3");
    progress.next(1, List.of("b"));
    assertThat(progress.isDone("a")).isTrue();
    assertThat(progress.isDone("b")).isFalse();
    assertThat(progress.isDone("c")).isFalse();
  }

  @Test
  void resumeAfterAFailureStartsWithTheFirstFailedStep() {
    turn("a", 0, "1");
    progress.next(1, List.of());
    progress.begin("b", 1);
    progress.fail();
    turn("c", 1, "2");
    progress.next(2, List.of());
    progress.fail();
    progress.next(3, List.of());
    var again = readBack();
    assertThat(again.level()).isEqualTo(1);
    assertThat(again.isDone("b")).isFalse();
    assertThat(again.isDone("c")).isTrue();
    assertThat(Progress.of(again.json()).level()).as("and is not failed any more").isEqualTo(1);
    assertThat(again.json().has("failed")).isFalse();
  }

  @Test
  void failedHandoffTargetIsResumed() {
    progress.begin("a", 0);
    progress.end("a", "over", "b");
    progress.next(1, List.of("b"));
    progress.begin("b", 1);
    progress.fail();
    progress.next(2, List.of());
    assertThat(readBack().pending()).containsExactly("b");
  }
}
