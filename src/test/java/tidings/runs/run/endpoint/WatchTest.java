package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private final List<String> written = new ArrayList<>();
  private Watch.Pace pace = new Watch.Pace(Duration.ofMillis(1), Duration.ofMillis(1));
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
    pace = new Watch.Pace(Duration.ofHours(1), Duration.ofMillis(1));
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
    pace = new Watch.Pace(Duration.ofHours(1), Duration.ofHours(1));
    fails = true;
    watch(journal, 0);
    assertThat(written).containsExactly(": beat\n");
  }
}
