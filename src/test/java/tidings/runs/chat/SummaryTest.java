package tidings.runs.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.loop.Messages;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.ErrorType;
import tidings.runs.run.Run;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.TestRuns;
import tidings.runs.run.Usage;

class SummaryTest {

  private static final Caller ALICE = new Caller("alice", Set.of(), Grants.NONE, null, Instant.MAX);

  private final Run run = TestRuns.run();

  /** The reaction of a model to its request. */
  private interface Answer {
    void to(ObjectNode request, LanguageModel.Chunks chunks) throws InterruptedException;
  }

  private static LanguageModel model(Answer answer) {
    return new LanguageModel() {
      @Override
      public List<String> names() {
        return List.of("fake");
      }

      @Override
      public void stream(ObjectNode request, Chunks chunks) throws InterruptedException {
        answer.to(request, chunks);
      }
    };
  }

  private static ObjectNode delta(String field, String text) {
    var chunk = Messages.object();
    var choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta").put(field, text);
    return chunk;
  }

  private Summary summary(Answer answer, Duration atMost) {
    var said = List.of(Messages.system("secret"), Messages.user("apples"));
    var round =
        new Round(
            "c-1",
            1,
            new Round.Execution("r-0", "here", RoundState.COMPLETED, Instant.EPOCH, Instant.EPOCH),
            said,
            Usage.NONE,
            null);
    return new Summary(model(answer), "fake", ALICE, new TimeLimit(atMost), List.of(round));
  }

  private RunException failure(Answer answer, Duration atMost) {
    return catchThrowableOfType(RunException.class, () -> summary(answer, atMost).run(run));
  }

  @Test
  void theModelReceivesTheConversationAndItsAnswerIsTheOutput() throws InterruptedException {
    summary(
            (request, chunks) -> {
              assertThat(request.path("messages").path(1).path("content").asText())
                  .isEqualTo("user: apples\n\n");
              chunks.accept(delta("reasoning_content", "hm"));
              chunks.accept(delta("content", "Apples."));
            },
            Duration.ofMinutes(1))
        .run(run);
    assertThat(TestRuns.frames(run))
        .filteredOn(RunFrame.Content.class::isInstance)
        .extracting(frame -> ((RunFrame.Content) frame).text())
        .containsExactly("Apples.");
  }

  @Test
  void anAnswerThatSaysNothingIsNoSummary() {
    var atMost = Duration.ofMinutes(1);
    assertThat(failure((_, _) -> {}, atMost)).hasMessage("the model gave no summary");
    assertThat(failure((_, chunks) -> chunks.accept(delta("content", " \n")), atMost)).isNotNull();
    assertThat(failure((_, chunks) -> chunks.accept(delta("reasoning_content", "hm")), atMost))
        .isNotNull();
    var calling = delta("content", "I call");
    ((ObjectNode) calling.at("/choices/0/delta"))
        .putArray("tool_calls")
        .addObject()
        .put("index", 0)
        .putObject("function")
        .put("name", "search")
        .put("arguments", "{}");
    assertThat(failure((_, chunks) -> chunks.accept(calling), atMost).type())
        .isEqualTo(ErrorType.MODEL_ERROR);
  }

  @Test
  void aModelThatTakesTooLongTimesOut() {
    var interrupted = new CompletableFuture<Boolean>();
    var failure =
        failure(
            (_, _) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
              }
            },
            Duration.ofMillis(100));
    assertThat(failure.type()).isEqualTo(ErrorType.TIMEOUT_ERROR);
    assertThat(failure).hasMessage("the model gave no summary within 100 ms");
    assertThat(interrupted).isCompletedWithValue(true);
  }

  @Test
  void aCancelReachesTheModel() throws Exception {
    var asked = new CountDownLatch(1);
    var ended = new CompletableFuture<Exception>();
    var summary =
        summary(
            (_, _) -> {
              asked.countDown();
              new CountDownLatch(1).await();
            },
            Duration.ofMinutes(1));
    var work =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    summary.run(run);
                  } catch (InterruptedException e) {
                    ended.complete(e);
                  }
                });
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    work.interrupt();
    assertThat(ended.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void errorOfTheModelIsReported() {
    assertThatThrownBy(
            () ->
                summary(
                        (_, _) -> {
                          throw new RunException(ErrorType.MODEL_ERROR, "out of memory");
                        },
                        Duration.ofMinutes(1))
                    .run(run))
        .hasMessage("out of memory");
  }
}
