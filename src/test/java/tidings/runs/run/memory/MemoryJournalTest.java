package tidings.runs.run.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;

class MemoryJournalTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final MemoryJournal journal = TestRuns.journal(1000);

  private static RunFrame delta(String text) {
    return new RunFrame.Content(CALL, text);
  }

  @Test
  void framesAreNumberedFromOneWithoutGaps() throws Exception {
    journal.append(delta("a"));
    journal.append(delta("b"));
    journal.end(RunState.COMPLETED, List.of());
    assertThat(journal.read(0, 10, Duration.ZERO))
        .extracting(NumberedFrame::number)
        .containsExactly(1L, 2L, 3L);
    assertThat(journal.read(2, 10, Duration.ZERO))
        .containsExactly(new NumberedFrame(3, new RunFrame.Done()));
    assertThat(journal.read(0, 1, Duration.ZERO)).hasSize(1);
  }

  @Test
  void aReaderIsWokenByAFrameAndByTheEnd() throws Exception {
    var first = CompletableFuture.supplyAsync(() -> read(0));
    journal.append(delta("a"));
    assertThat(first.get(10, TimeUnit.SECONDS)).hasSize(1);
    var last = CompletableFuture.supplyAsync(() -> read(1));
    journal.end(RunState.FAILED, List.of());
    assertThat(last.get(10, TimeUnit.SECONDS)).hasSize(1);
    assertThat(journal.read(2, 10, LONG)).as("nothing follows the end").isEmpty();
  }

  @Test
  void aWaitForAnUrgentFrameIsEndedByAnyFrameButADelta() throws Exception {
    journal.append(delta("a"));
    var wait = CompletableFuture.runAsync(() -> awaitUrgent(1));
    journal.append(delta("b"));
    journal.append(new RunFrame.Reasoning(CALL, "c"));
    journal.append(new RunFrame.ToolCallDelta(CALL, 0, null, null, "{"));
    journal.append(new RunFrame.UpstreamChunk("{}"));
    assertThat(wait).as("deltas wait").isNotDone();
    journal.append(new RunFrame.Finished(CALL, "stop"));
    wait.get(10, TimeUnit.SECONDS);

    var next = CompletableFuture.runAsync(() -> awaitUrgent(6));
    assertThat(next).as("it is known").isNotDone();
    journal.end(RunState.COMPLETED, List.of());
    next.get(10, TimeUnit.SECONDS);
    awaitUrgent(7);
  }

  @Test
  void aWaitForAnUrgentFrameTakesNoLongerThanAllowed() throws Exception {
    journal.append(delta("a"));
    long begin = System.nanoTime();
    journal.awaitUrgent(1, Duration.ofMillis(20));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(19));
    journal.append(new RunFrame.Finished(CALL, "stop"));
    journal.awaitUrgent(1, LONG);
  }

  private void awaitUrgent(long after) {
    try {
      journal.awaitUrgent(after, LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<NumberedFrame> read(long after) {
    try {
      return journal.read(after, 10, LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullJournalTakesNothingButTheEnd() throws Exception {
    assertThatThrownBy(() -> journal.append(delta("x".repeat(1000))))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("1000 bytes");
    var failure = new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "x".repeat(2000));
    journal.end(RunState.FAILED, List.of(failure));
    assertThat(journal.read(0, 10, Duration.ZERO))
        .extracting(NumberedFrame::frame)
        .containsExactly(failure, new RunFrame.Done());
  }

  @Test
  void endedJournalAcceptsNoFrame() {
    journal.end(RunState.COMPLETED, List.of());
    assertThatThrownBy(() -> journal.append(delta("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> journal.end(RunState.FAILED, List.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(journal.state()).isEqualTo(RunState.COMPLETED);
  }
}
