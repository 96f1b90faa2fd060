package tidings.runs.run.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;

/** The limits of the memory that journals share. */
class JournalMemoryBudgetTest {

  private static final RunFrame DONE = new RunFrame.Done();
  private static final int FRAME = MemoryJournal.size(delta(0));
  private static final int ROOM = 40 * FRAME;

  private long now;
  private final JournalMemoryBudget room =
      new JournalMemoryBudget(ROOM, Duration.ofNanos(10), () -> now);

  private static RunFrame delta(int characters) {
    return new RunFrame.UpstreamChunk("x".repeat(characters));
  }

  private MemoryJournal journal(String id) {
    return new MemoryJournal(TestRuns.info(id), Long.MAX_VALUE, room, () -> {});
  }

  private MemoryJournal written(String id, int frames) {
    var journal = journal(id);
    for (int i = 0; i < frames; i++) {
      journal.append(delta(0));
    }
    return journal;
  }

  private MemoryJournal ended(String id, int frames) {
    var journal = written(id, frames);
    journal.end(RunState.COMPLETED, List.of());
    return journal;
  }

  private List<String> retained(String... ids) {
    var kept = new ArrayList<String>();
    for (var id : ids) {
      room.find(id).ifPresent(journal -> kept.add(journal.info().id()));
    }
    return kept;
  }

  @Test
  void firstEndedJournalIsRemovedFirst() {
    ended("r-1", 9); // and its [DONE]
    ended("r-2", 9);
    ended("r-3", 9);
    ended("r-4", 9);
    assertThat(retained("r-1", "r-2", "r-3", "r-4")).containsExactly("r-1", "r-2", "r-3", "r-4");
    for (int i = 0; i < 5; i++) {
      room.find("r-1"); // however often it is read
    }
    var running = written("r-5", 1);
    assertThat(retained("r-1", "r-2", "r-3", "r-4")).containsExactly("r-2", "r-3", "r-4");
    for (int i = 0; i < 9; i++) {
      running.append(delta(0));
    }
    assertThat(retained("r-2", "r-3", "r-4")).containsExactly("r-2", "r-3", "r-4");
    running.append(delta(0));
    assertThat(retained("r-2", "r-3", "r-4")).containsExactly("r-3", "r-4");
  }

  @Test
  void runningJournalsMayUseAllMemoryAndNotOneByteMore() throws Exception {
    ended("r-1", 20);
    var first = written("r-2", 20);
    var second = written("r-3", 20);
    assertThat(retained("r-1")).isEmpty();
    assertThatThrownBy(() -> second.append(delta(0)))
        .isInstanceOf(RunException.class)
        .hasMessage("the journals of this node's runs have reached their limit");
    first.end(RunState.COMPLETED, List.of());
    assertThat(retained("r-2")).as("it is retained until its memory is needed").hasSize(1);
    assertThatThrownBy(() -> second.append(delta(19 * FRAME + 1 + FRAME)))
        .isInstanceOf(RunException.class);
    second.append(delta(19 * FRAME));
    assertThat(retained("r-2")).isEmpty();
    assertThat(second.read(0, 100, Duration.ZERO)).hasSize(21);
  }

  @Test
  void theLastQuarterIsForThoseThatRun() {
    var journal = written("r-1", 30);
    assertThat(room.admits()).isTrue();
    journal.append(delta(0));
    assertThat(room.admits()).isFalse();
    journal.end(RunState.FAILED, List.of());
    assertThat(room.admits()).isTrue();
  }

  @Test
  void theLastWordsOfARunAreKeptThoughThereIsNoRoom() throws Exception {
    var full = written("r-1", 40);
    var failure = new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "full");
    full.end(RunState.FAILED, List.of(failure));
    var found = room.find("r-1").orElseThrow().read(40, 10, Duration.ZERO);
    assertThat(found).extracting(NumberedFrame::frame).containsExactly(failure, DONE);
  }

  @Test
  void aJournalIsKeptForItsTime() {
    ended("r-1", 1);
    now = 5;
    ended("r-2", 1);
    now = 9;
    assertThat(retained("r-1", "r-2")).containsExactly("r-1", "r-2");
    now = 10;
    assertThat(retained("r-1", "r-2")).containsExactly("r-2");
    now = 15;
    room.expire();
    assertThat(retained("r-2")).isEmpty();
  }

  @Test
  void reservedMemoryIsUsedByThePut() throws Exception {
    var journal = written("r-1", 39);
    journal.reserve(delta(0));
    assertThat(journal.read(39, 1, Duration.ZERO)).isEmpty();
    assertThatThrownBy(() -> journal.reserve(delta(0))).isInstanceOf(RunException.class);
    journal.put(delta(0));
    assertThat(journal.read(39, 1, Duration.ZERO)).hasSize(1);
  }
}
