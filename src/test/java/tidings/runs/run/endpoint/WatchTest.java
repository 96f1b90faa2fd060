package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.platform.security.Revocations;
import tidings.platform.socket.Peer;
import tidings.push.connection.FakeTime;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;
import tidings.runs.run.memory.MemoryJournal;
import tidings.sse.CloseReason;

class WatchTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);

  private final FakeTime time = new FakeTime();
  private final Revocations revocations = new Revocations(time, 10);
  private final MemoryJournal journal = TestRuns.journal(1 << 20);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private Watch.Pace pace =
      new Watch.Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO);
  private boolean breaks;
  private boolean fails;
  private Peer.Advice advice = Peer.Advice.NOTHING;
  private int ends;
  private int losses;
  private int breakOffs;

  private final Watch.Sink sink =
      new Watch.Sink() {
        @Override
        public void write(byte[] frames) throws IOException {
          written.add(new String(frames, StandardCharsets.UTF_8));
          if (fails) {
            throw new IOException("the browser has disconnected");
          }
        }

        @Override
        public Peer.Advice checkClient() {
          return advice;
        }

        @Override
        public void disconnect() {
          losses++;
        }

        @Override
        public void end() {
          ends++;
        }

        @Override
        public void abort() {
          breakOffs++;
        }
      };

  private record Ending(boolean breaks) implements StreamEnd {
    @Override
    public byte[] closed(CloseReason reason) {
      return reason.data(0).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] failed(RunFrame.Failure failure) {
      return breaks ? ("failed: " + failure.message()).getBytes(StandardCharsets.UTF_8) : null;
    }
  }

  private void watch(RunJournal run, long after) {
    watch(run, after, time.instant().plusSeconds(60));
  }

  private void watch(RunJournal run, long after, Instant expires) {
    var grants = new Grants(List.of(), List.of(), Set.of());
    var caller = new Caller("alice", Set.of(), grants, "t-1", expires);
    var limit = new Watch.Limit(caller, revocations, time);
    new Watch(run, after, sink, limit, pace, new Ending(breaks)).run();
  }

  private void endedWith(String... texts) {
    for (var text : texts) {
      journal.append(new RunFrame.Content(CALL, text));
    }
    journal.end(RunState.COMPLETED, List.of());
  }

  @Test
  void lateWatcherReceivesAllInOneWrite() {
    endedWith("a", "b");
    watch(journal, 0);
    assertThat(written).hasSize(1);
    assertThat(written.getFirst())
        .contains("id: r-1:2\n")
        .contains("\"content\":\"ab\"")
        .contains("id: r-1:3\ndata: [DONE]\n\n");
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void watcherWithAllFramesReceivesNothing() {
    endedWith("a");
    watch(journal, 2);
    assertThat(written).isEmpty();
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void aPlaceThatNeverWasIsAnsweredFromTheStart() {
    endedWith("a");
    watch(journal, 99);
    assertThat(String.join("", written)).contains("\"content\":\"a\"").contains("[DONE]");
  }

  @Test
  void aRunThatEndsBetweenTwoLooksIsWatchedToItsEnd() {
    journal.append(new RunFrame.Content(CALL, "a"));
    var late = new EndsWhenFoundEmpty(journal, () -> journal.end(RunState.COMPLETED, List.of()));
    watch(late, 1);
    assertThat(String.join("", written)).endsWith("data: [DONE]\n\n");
  }

  /** A journal whose run ends just after a reader found nothing. */
  private record EndsWhenFoundEmpty(RunJournal journal, Runnable ending) implements RunJournal {
    @Override
    public RunInfo info() {
      return journal.info();
    }

    @Override
    public RunState state() {
      return journal.state();
    }

    @Override
    public List<NumberedFrame> read(long after, int atMost, Duration wait)
        throws InterruptedException {
      var frames = journal.read(after, atMost, Duration.ZERO);
      if (frames.isEmpty() && state() == RunState.RUNNING) {
        ending.run();
      }
      return frames;
    }

    @Override
    public void awaitUrgent(long after, Duration wait) throws InterruptedException {
      journal.awaitUrgent(after, wait);
    }
  }

  @Test
  void aJournalThatIsLetGoOfEndsTheWatch() {
    endedWith("a");
    watch(new Emptied(journal), 2);
    assertThat(written).isEmpty();
    assertThat(ends).isEqualTo(1);
  }

  /** The journal of a run that ended so long ago that its frames are removed. */
  private record Emptied(RunJournal journal) implements RunJournal {
    @Override
    public RunInfo info() {
      return journal.info();
    }

    @Override
    public RunState state() {
      return journal.state();
    }

    @Override
    public List<NumberedFrame> read(long after, int atMost, Duration wait) {
      return List.of();
    }

    @Override
    public void awaitUrgent(long after, Duration wait) {
      throw new IllegalStateException("nothing was written");
    }
  }

  private static RunFrame delta(String text) {
    return new RunFrame.Content(CALL, text);
  }

  private void append(RunFrame... frames) {
    for (var frame : frames) {
      journal.append(frame);
    }
  }

  /** Starts to watch, with this time between two writes of deltas, and no heartbeats. */
  private Thread paced(Duration deltas) {
    pace = new Watch.Pace(Duration.ofHours(1), Duration.ofHours(1), deltas);
    return Thread.ofVirtual().start(() -> watch(journal, 0));
  }

  private List<String> awaitWrites(int count) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> written.size() >= count);
    return List.copyOf(written);
  }

  @Test
  void theFirstDeltaIsWrittenAtOnceAndAnotherFrameTakesAlongThoseThatWait() throws Exception {
    var watch = paced(Duration.ofMinutes(1));
    append(new RunFrame.Started("r-1", null));
    awaitWrites(1);
    append(delta("first"));
    awaitWrites(2);
    append(delta("a"), delta("b"), delta("c"));
    assertThat(watch.join(Duration.ofMillis(50))).isFalse();
    assertThat(written).as("deltas wait").hasSize(2);
    append(new RunFrame.Finished(CALL, "stop"));
    assertThat(awaitWrites(3).getLast())
        .contains("\"content\":\"abc\"")
        .contains("\"finish_reason\":\"stop\"");
    append(delta("next"));
    assertThat(watch.join(Duration.ofMillis(50))).isFalse();
    assertThat(written).as("the write had deltas").hasSize(3);
    journal.end(RunState.COMPLETED, List.of());
    assertThat(watch.join(Duration.ofSeconds(10))).isTrue();
    assertThat(written).hasSize(4);
    assertThat(written.getLast()).contains("\"content\":\"next\"").endsWith("data: [DONE]\n\n");
  }

  @Test
  void aDeltaBehindAnotherFrameIsWrittenAtOnce() throws Exception {
    var watch = paced(Duration.ofMinutes(1));
    append(new RunFrame.Started("r-1", null));
    awaitWrites(1);
    append(new RunFrame.Finished(CALL, "stop"));
    awaitWrites(2);
    append(delta("first"));
    assertThat(awaitWrites(3).getLast()).contains("first");
    journal.end(RunState.COMPLETED, List.of());
    assertThat(watch.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void deltasThatWaitAreWrittenTogetherAtTheEndOfThePause() throws Exception {
    var pause = Duration.ofMillis(300);
    var watch = paced(pause);
    append(delta("first"));
    awaitWrites(1);
    long begin = System.nanoTime();
    append(delta("a"), delta("b"));
    assertThat(awaitWrites(2).getLast()).contains("\"content\":\"ab\"");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(pause.dividedBy(2));
    journal.end(RunState.COMPLETED, List.of());
    assertThat(watch.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void withoutAPaceEachDeltaIsWrittenAtOnce() throws Exception {
    var watch = paced(Duration.ZERO);
    for (int i = 1; i <= 5; i++) {
      append(delta("" + i));
      awaitWrites(i);
    }
    journal.end(RunState.COMPLETED, List.of());
    assertThat(watch.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void anExpiredTokenEndsTheWatchAndNotTheRun() {
    journal.append(new RunFrame.Content(CALL, "a"));
    watch(journal, 0, time.instant());
    assertThat(written).hasSize(1);
    assertThat(written.getFirst()).contains("1001");
    assertThat(journal.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aRevokedTokenEndsTheWatchAndNotTheRun() {
    journal.append(new RunFrame.Content(CALL, "a"));
    revocations.apply("token:t-1", time.instant().plusSeconds(1).toString());
    watch(journal, 0);
    assertThat(written).hasSize(1);
    assertThat(written.getFirst()).contains("1002");
    assertThat(journal.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aFailureBreaksAnExchangeOffBehindItsError() {
    breaks = true;
    journal.append(new RunFrame.Content(CALL, "a"));
    journal.end(
        RunState.FAILED, List.of(new RunFrame.Failure(ErrorType.MODEL_ERROR, "out of memory")));
    watch(journal, 0);
    assertThat(String.join("", written))
        .contains("\"content\":\"a\"")
        .endsWith("failed: out of memory")
        .doesNotContain("[DONE]");
    assertThat(breakOffs).isEqualTo(1);
    assertThat(ends).isZero();
  }

  @Test
  void disconnectedWatcherIsNotWaitedFor() {
    advice = Peer.Advice.CLOSE;
    journal.append(new RunFrame.Content(CALL, "a"));
    watch(journal, 0);
    assertThat(losses).isEqualTo(1);
    assertThat(ends).isEqualTo(1);
  }

  /** The socket table only raises a suspicion: a write shows whether the browser is connected. */
  @Test
  void suspectedWatcherIsProbedBeforeTheNextHeartbeat() {
    pace = new Watch.Pace(Duration.ofHours(1), Duration.ofMillis(1), Duration.ZERO);
    advice = Peer.Advice.PROBE;
    fails = true;
    journal.append(new RunFrame.Content(CALL, "a"));
    watch(journal, 1);
    assertThat(written).containsExactly(": beat\n");
    assertThat(losses).isEqualTo(1);
    assertThat(ends).isEqualTo(1);
  }

  /** By the first bytes a client detects whether a proxy buffers streams. */
  @Test
  void aStreamWithoutFramesBeginsWithAByteSoon() {
    pace = new Watch.Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO);
    fails = true;
    watch(journal, 0);
    assertThat(written).containsExactly(": beat\n");
  }
}
