package tidings.runs.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;
import tidings.runs.model.LanguageModel;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.TestRuns;
import tidings.runs.tool.Tool;
import tidings.runs.tool.ToolException;

class AgentLoopTest {

  private static final Caller ALICE =
      new Caller("alice", Set.of(), Grants.NONE, null, Instant.parse("2027-01-01T00:00:00Z"));

  private final Run run = TestRuns.run();
  private final RoundTranscript transcript = new RoundTranscript();
  private final List<ObjectNode> requests = new ArrayList<>();

  /** Calls the tools until it was called this often, then answers. */
  private LanguageModel calling(int times, String... tools) {
    return new LanguageModel() {
      @Override
      public List<String> names() {
        return List.of("fake");
      }

      @Override
      public void stream(ObjectNode request, Chunks chunks) {
        requests.add(request.deepCopy());
        var chunk = Messages.object();
        var delta = chunk.putArray("choices").addObject().put("index", 0).putObject("delta");
        if (requests.size() > times) {
          delta.put("content", "done");
        } else {
          var calls = delta.putArray("tool_calls");
          for (int i = 0; i < tools.length; i++) {
            var call = calls.addObject().put("index", i).put("id", requests.size() + "-" + i);
            call.putObject("function").put("name", tools[i]).put("arguments", "{}");
          }
        }
        chunks.accept(chunk);
      }
    };
  }

  private interface Answer {
    String get() throws Exception;
  }

  private record FakeTool(String name, Answer answer) implements Tool {
    @Override
    public String description() {
      return name;
    }

    @Override
    public ObjectNode parameters() {
      return Messages.object();
    }

    @Override
    public String call(ObjectNode arguments, Caller caller) {
      try {
        return answer.get();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Succeeds after this many failed calls. */
  private record Ending(String name, int fails, AtomicInteger called)
      implements AgentLoop.TerminalTool {
    @Override
    public String description() {
      return name;
    }

    @Override
    public ObjectNode parameters() {
      return Messages.object();
    }

    @Override
    public String call(ObjectNode arguments, Caller caller) {
      if (called.incrementAndGet() <= fails) {
        throw new ToolException("not yet");
      }
      return "ended";
    }
  }

  private AgentLoop.Ending runTurn(LanguageModel model, int maxCalls, Tool... tools)
      throws Exception {
    var options = new AgentLoop.Options("fake", List.of(tools), ALICE, maxCalls, null);
    return new AgentLoop(run, model, transcript, options).runTurn(List.of(Messages.user("go")));
  }

  private List<String> results() throws Exception {
    return TestRuns.frames(run).stream()
        .filter(RunFrame.ToolResult.class::isInstance)
        .map(frame -> ((RunFrame.ToolResult) frame).content())
        .toList();
  }

  @Test
  void toolsOfOneTurnRunAtOnce() throws Exception {
    var both = new CyclicBarrier(2);
    Answer meets = () -> String.valueOf(both.await(10, TimeUnit.SECONDS) >= 0);
    var ending =
        runTurn(calling(1, "a", "b"), 5, new FakeTool("a", meets), new FakeTool("b", meets));
    assertThat(ending).isEqualTo(new AgentLoop.Ending.Answered("done"));
    assertThat(results()).containsExactly("true", "true");
    assertThat(requests.getLast().path("messages").findValuesAsText("tool_call_id"))
        .containsExactly("1-0", "1-1");
  }

  @Test
  void ofCallsThatEndTheTurnTheFirstThatSucceedsIsTheLastThatIsMade() throws Exception {
    var called = new AtomicInteger();
    var ending =
        runTurn(calling(1, "end", "end", "a", "end"), 5, new Ending("end", 1, called), quick("a"));
    assertThat(ending)
        .isEqualTo(
            new AgentLoop.Ending.Ended("", new AgentLoop.ToolCalled("end", Messages.object())));
    assertThat(called).as("it failed, then it succeeded").hasValue(2);
    assertThat(requests).as("the model is not called again").hasSize(1);
    assertThat(results())
        .containsExactlyInAnyOrder(
            "Error: not yet", "ended", "ok", "Error: not called, as end has ended the turn");
  }

  @Test
  void aCancelReachesEveryToolOfTheTurn() throws Exception {
    var start = new CountDownLatch(2);
    var interrupted = new CountDownLatch(2);
    Answer waits =
        () -> {
          start.countDown();
          try {
            return String.valueOf(new CountDownLatch(1).await(1, TimeUnit.MINUTES));
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    var ended = new CompletableFuture<Exception>();
    var turn =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    runTurn(
                        calling(1, "a", "b"),
                        5,
                        new FakeTool("a", waits),
                        new FakeTool("b", waits));
                  } catch (Exception e) {
                    ended.complete(e);
                  }
                });
    assertThat(start.await(10, TimeUnit.SECONDS)).isTrue();
    turn.interrupt();
    assertThat(ended.get(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(interrupted.getCount()).isZero();
  }

  private static Tool quick(String name) {
    return new FakeTool(name, () -> "ok");
  }

  @Test
  void everyCallGetsAReplyForAnyResult() throws Exception {
    runTurn(
        calling(1, "fails", "breaks", "is not there"),
        5,
        new FakeTool(
            "fails",
            () -> {
              throw new ToolException("no");
            }),
        new FakeTool(
            "breaks",
            () -> {
              throw new IllegalStateException("secret");
            }));
    assertThat(results())
        .containsExactlyInAnyOrder(
            "Error: no",
            "Error: the tool failed unexpectedly",
            "Error: unknown tool 'is not there'");
  }

  @Test
  void callsOverTheLimitAreStoppedAndReported() throws Exception {
    var ending = runTurn(calling(99, "a"), 3, new FakeTool("a", () -> "ok"));
    assertThat(ending).isInstanceOf(AgentLoop.Ending.CallLimitReached.class);
    assertThat(requests).hasSize(3);
    assertThat(results())
        .containsExactly(
            "ok", "ok", "Error: not called, the turn reached its limit of 3 model calls");
    assertThat(transcript.messages()).hasSize(6);
  }
}
