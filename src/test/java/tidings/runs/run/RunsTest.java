package tidings.runs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.log.RecordingLog;
import tidings.platform.limits.OverLimitException;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.push.connection.FakeTime;
import tidings.runs.run.memory.MemoryJournals;

class RunsTest {

  private final FakeTime time = new FakeTime();
  private final RecordingLog log = new RecordingLog();
  private final RunSettings settings = TestRuns.settings(3, 2);
  private final MemoryJournals journals =
      new MemoryJournals(
          settings, () -> Duration.between(java.time.Instant.EPOCH, time.instant()).toNanos());
  private final Runs runs = new Runs(journals, settings, new RunEvents(log, time), _ -> {}, time);
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void open() {
    gate.countDown();
    runs.close();
  }

  private Caller caller(String user) {
    return new Caller(user, Set.of(), Grants.NONE, null, time.instant().plusSeconds(60));
  }

  private Run start(String user, Work work) {
    return runs.start(runs.newId(), caller(user), RunKind.CHAT, () -> "c-1", "plain", work);
  }

  private static List<RunFrame> all(Run run) {
    Awaitility.await().until(() -> run.journal().state() != RunState.RUNNING);
    try {
      return TestRuns.frames(run);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRunBeginsWithItsNameAndEndsWithDone() {
    var run = start("alice", it -> it.addUsage(new Usage(1, 2, 3)));
    assertThat(all(run))
        .containsExactly(
            new RunFrame.Started(run.id(), "c-1"),
            new RunFrame.UsageTotal(new Usage(1, 2, 3)),
            new RunFrame.Done());
    Awaitility.await().until(() -> log.types().size() == 2);
    assertThat(log.types()).containsExactly("run.started", "run.completed");
  }

  @Test
  void aRunThatIsKeptSaysThatItRunsOnlyThen() {
    var early = new AtomicInteger(-1);
    var run =
        start(
            "alice",
            it -> {
              early.set(TestRuns.frames(it).size() + log.types().size());
              it.announce();
              it.announce();
              it.emit(new RunFrame.Incomplete("why", List.of()));
            });
    assertThat(all(run))
        .containsExactly(
            new RunFrame.Started(run.id(), "c-1"),
            new RunFrame.Incomplete("why", List.of()),
            new RunFrame.Done());
    assertThat(early).hasValue(0);
  }

  @Test
  void aFailureIsReportedOnceWithItsType() {
    var known =
        start(
            "alice",
            _ -> {
              throw new RunException(ErrorType.TOOL_ERROR, "no tool");
            });
    assertThat(all(known)).contains(new RunFrame.Failure(ErrorType.TOOL_ERROR, "no tool"));
    var unknown =
        start(
            "alice",
            _ -> {
              throw new IllegalStateException("secret");
            });
    assertThat(all(unknown).toString()).doesNotContain("secret").contains("EXECUTION_ERROR");
    assertThat(unknown.journal().state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aCancelStopsTheWorkAndSavesBeforeTheReport() {
    var saved = new AtomicInteger();
    var start = new CountDownLatch(1);
    var run =
        start(
            "alice",
            it -> {
              it.beforeDone((state, _) -> saved.set(state == RunState.CANCELLED ? 1 : -1));
              start.countDown();
              gate.await();
            });
    Awaitility.await().until(() -> start.getCount() == 0);
    runs.cancel(run.journal());
    assertThat(all(run))
        .endsWith(
            new RunFrame.Failure(ErrorType.CANCELLED, "the run was cancelled"),
            new RunFrame.Done());
    assertThat(saved).hasValue(1);
    assertThat(run.journal().state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void cancelDuringTheSaveIsTooLate() {
    var saving = new CountDownLatch(1);
    var saved = new AtomicInteger();
    var run =
        start(
            "alice",
            it ->
                it.beforeDone(
                    (_, _) -> {
                      saving.countDown();
                      await(gate);
                      saved.incrementAndGet();
                    }));
    Awaitility.await().until(() -> saving.getCount() == 0);
    runs.cancel(run.journal());
    run.interrupt();
    gate.countDown();
    assertThat(all(run)).endsWith(new RunFrame.Started(run.id(), "c-1"), new RunFrame.Done());
    assertThat(saved).hasValue(1);
    assertThat(run.journal().state()).isEqualTo(RunState.COMPLETED);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("was interrupted", e);
    }
  }

  @Test
  void whereThereIsNoRoomForFramesNoRunBegins() {
    var writer =
        start(
            "alice",
            it -> {
              fill(it);
              gate.await();
            });
    Awaitility.await().until(() -> !journals.hasCapacity());
    var asked = new AtomicInteger();
    var refused =
        catchThrowableOfType(
            OverLimitException.class,
            () ->
                runs.start(
                    runs.newId(),
                    caller("bob"),
                    RunKind.CHAT,
                    () -> "c-" + asked.incrementAndGet(),
                    "plain",
                    _ -> {}));
    assertThat(refused.isServers()).isTrue();
    assertThat(refused.retryAfter()).isPositive();
    assertThat(asked).as("no conversation was made").hasValue(0);
    runs.cancel(writer.journal());
    all(writer);
    all(start("bob", _ -> {}));
  }

  /** Writes more than three quarters of the limit of all runs. */
  private static void fill(Run run) {
    for (int i = 0; i < 13; i++) {
      run.emit(new RunFrame.UpstreamChunk("x".repeat(4000)));
    }
  }

  @Test
  void runThatCannotBeSavedFails() {
    var run =
        start(
            "alice",
            it ->
                it.beforeDone(
                    (_, _) -> {
                      throw new RunException(ErrorType.DATABASE_ERROR, "not saved");
                    }));
    assertThat(all(run)).contains(new RunFrame.Failure(ErrorType.DATABASE_ERROR, "not saved"));
    assertThat(run.journal().state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void limitsHoldAtTheirEdgeAndNoRunStartsBeyond() {
    var asked = new AtomicInteger();
    start("alice", _ -> gate.await());
    var second = start("alice", _ -> gate.await());
    var own =
        catchThrowableOfType(
            OverLimitException.class,
            () ->
                runs.start(
                    runs.newId(),
                    caller("alice"),
                    RunKind.CHAT,
                    () -> "c-" + asked.incrementAndGet(),
                    "plain",
                    _ -> {}));
    assertThat(own.isServers()).isFalse();
    start("bob", _ -> gate.await());
    var all = catchThrowableOfType(OverLimitException.class, () -> start("carol", _ -> {}));
    assertThat(all.isServers()).isTrue();
    assertThat(asked).as("no conversation was made").hasValue(0);
    runs.cancel(second.journal());
    all(second);
    start("carol", _ -> {});
  }

  @Test
  void runWithoutAConversationHoldsNoPlace() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  runs.start(
                      runs.newId(),
                      caller("alice"),
                      RunKind.CHAT,
                      () -> {
                        throw new IllegalArgumentException("no conversation");
                      },
                      "plain",
                      _ -> {}))
          .hasMessage("no conversation");
    }
    all(start("alice", _ -> {}));
  }

  @Test
  void aRunIsFoundByItsOwnerAloneUntilItsTimeIsOver() {
    var run = start("alice", _ -> {});
    all(run);
    assertThat(runs.find(caller("alice"), run.id())).isPresent();
    assertThat(runs.find(caller("bob"), run.id())).isEmpty();
    time.pass(Duration.ofHours(1).plusSeconds(1));
    assertThat(runs.find(caller("alice"), run.id())).isEmpty();
  }

  @Test
  void aStoppingNodeReportsToItsWatchersAndStartsNoMore() {
    var start = new CountDownLatch(2);
    var open = new ArrayList<Run>();
    for (var user : List.of("alice", "bob")) {
      open.add(
          start(
              user,
              _ -> {
                start.countDown();
                gate.await();
              }));
    }
    Awaitility.await().until(() -> start.getCount() == 0);
    runs.close();
    for (var run : open) {
      assertThat(all(run))
          .contains(new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the node was stopped"));
    }
    assertThatThrownBy(() -> start("carol", _ -> {})).isInstanceOf(OverLimitException.class);
  }

  /**
   * A client that did not see the answer to its start repeats it with the id that it gave the run.
   */
  @Test
  void anIdStartsOneRunAndNoOther() {
    var id = runs.newId();
    Work work = run -> gate.await();
    var run = runs.start(id, caller("alice"), RunKind.CHAT, () -> "c-1", "plain", work);
    assertThat(run.id()).isEqualTo(id);
    for (var user : List.of("alice", "bob")) {
      assertThatThrownBy(
              () -> runs.start(id, caller(user), RunKind.CHAT, () -> "c-2", "plain", work))
          .hasMessageContaining(id);
    }
    gate.countDown();
    all(run);
    assertThatThrownBy(
            () -> runs.start(id, caller("bob"), RunKind.CHAT, () -> "c-2", "plain", work))
        .hasMessageContaining(id);
  }
}
