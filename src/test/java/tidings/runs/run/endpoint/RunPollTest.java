package tidings.runs.run.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.push.connection.FakeTime;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunState;
import tidings.runs.run.TestRuns;
import tidings.runs.run.memory.MemoryJournal;

class RunPollTest {

  private static final RunFrame.Call CALL = new RunFrame.Call("chatcmpl-1", 1, "plain", null);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final FakeTime time = new FakeTime();
  private final MemoryJournal journal = TestRuns.journal(1 << 20);
  private Duration life = LONG;
  private boolean left;

  private String poll(long after, Duration timeout) throws InterruptedException {
    var caller = new Caller("alice", Set.of(), Grants.NONE, "t-1", time.instant().plus(life));
    var clientWatch = new ClientWatch(() -> left, Duration.ofMillis(1), () -> {});
    var answer = new RunPoll(journal, after, timeout, caller, clientWatch, time).answer();
    assertThat(answer.getMediaType().toString()).isEqualTo("text/event-stream");
    return new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8);
  }

  private void say(String text) {
    journal.append(new RunFrame.Content(CALL, text));
  }

  @Test
  void framesThatAreThereAreAnsweredAtOnce() throws InterruptedException {
    say("a");
    say("b");
    assertThat(poll(0, LONG)).contains("id: r-1:2\n").contains("\"content\":\"ab\"");
    assertThat(poll(1, LONG)).contains("id: r-1:2\n").contains("\"content\":\"b\"");
  }

  @Test
  void frameThatComesEndsTheWait() throws Exception {
    var answer = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(poll(0, LONG));
              } catch (InterruptedException e) {
                answer.completeExceptionally(e);
              }
            });
    say("a");
    assertThat(answer.get(10, java.util.concurrent.TimeUnit.SECONDS)).contains("\"content\":\"a\"");
  }

  @Test
  void withoutAFrameTheAnswerComesAfterTheTime() throws InterruptedException {
    assertThat(poll(0, Duration.ZERO)).isEqualTo(": beat\n");
    assertThat(poll(0, Duration.ofMillis(20))).isEqualTo(": beat\n");
  }

  @Test
  void endOfTheRunIsTheLastFrame() throws InterruptedException {
    journal.end(RunState.COMPLETED, List.of());
    assertThat(poll(0, LONG)).isEqualTo("id: r-1:1\ndata: [DONE]\n\n");
  }

  @Test
  void tokenThatHasEndedIsSaid() throws InterruptedException {
    say("a");
    life = Duration.ZERO;
    assertThat(poll(0, LONG)).contains("event: tidings.close\n").contains("1001");
  }

  @Test
  void clientThatHasLeftIsNotWaitedFor() {
    left = true;
    assertThatThrownBy(() -> poll(0, LONG)).isInstanceOf(ClientWatch.ClientLeftException.class);
  }
}
