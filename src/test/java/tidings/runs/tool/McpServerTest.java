package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.it.support.AdderMcp;
import tidings.it.support.McpOverHttp;
import tidings.platform.security.Caller;
import tidings.platform.security.Grants;

class McpServerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Caller ALICE = new Caller("alice", Set.of(), Grants.NONE, null, Instant.MAX);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The variables that the MCP SDK passes to every process, and those that the JVM sets itself. */
  private static final Set<String> COMMON =
      Set.of("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "JAVA_HOME", "PWD", "_", "SHLVL");

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final McpOverHttp remote = McpOverHttp.start();
  private final McpServer server =
      new McpServer(new McpSettings.Server("remote", remote.url()), TIMEOUT, Set.of());

  @AfterEach
  void close() {
    remote.close();
    server.close();
  }

  private Tool tool(String name) throws InterruptedException {
    return tool(server, name);
  }

  private static Tool tool(McpServer of, String name) throws InterruptedException {
    return of.tools().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  /** Long before the timeout of an answer. The error for a name depends on the folders of PATH. */
  @Test
  void aProgramThatIsNotThereIsReportedAtOnce() {
    var settings = new McpSettings.Server("gone", "stdio:/no-such-folder/no-such-command");
    var gone = new McpServer(settings, Duration.ofMinutes(5), Set.of());
    assertThatThrownBy(gone::tools)
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("the MCP server 'gone' cannot be reached")
        .hasMessageContaining("No such file");
  }

  private String call(String tool, String word) throws InterruptedException {
    return tool(tool).call(JSON.createObjectNode().put("word", word), ALICE);
  }

  /** A call on a thread of its own. */
  private final class Calling {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final Thread thread;

    Calling(String tool, String word) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      answer.complete(call(tool, word));
                    } catch (InterruptedException | RuntimeException e) {
                      answer.completeExceptionally(e);
                    }
                  });
    }

    String answer() throws Exception {
      return answer.get(10, TimeUnit.SECONDS);
    }
  }

  private void awaitHeld(String word, Duration atLeast) {
    Awaitility.await(word)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> remote.holds(word, atLeast));
  }

  @Test
  void aSlowCallTakesNoOtherCallWithIt() throws Exception {
    var slow = new Calling("wait", "slow");
    awaitHeld("slow", TIMEOUT.dividedBy(2));
    var other = new Calling("wait", "other");
    awaitHeld("other", Duration.ZERO);
    assertThatThrownBy(slow::answer)
        .rootCause()
        .hasMessageContaining("Did not observe any item or terminal signal within 2000ms");
    assertThatThrownBy(slow::answer)
        .cause()
        .isInstanceOf(ToolException.class)
        .hasMessage("the MCP server 'remote' did not answer within 2000 ms");
    remote.release("other");
    assertThat(other.answer()).isEqualTo("other other");
    assertThat(call("twice", "after")).isEqualTo("after after");
    assertThat(remote.connections()).isEqualTo(1);
    Awaitility.await("the server receives the cancellation")
        .atMost(AT_ONCE)
        .until(() -> remote.cancelledNanos("slow") > 0);
    assertThat(remote.cancelledNanos("other")).isZero();
  }

  @Test
  void anInterruptEndsTheWaitAndCancelsTheCall() {
    var waiting = new Calling("wait", "interrupted");
    awaitHeld("interrupted", Duration.ZERO);
    waiting.thread.interrupt();
    assertThatThrownBy(() -> waiting.answer.get(1, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    Awaitility.await("the server receives the cancellation")
        .atMost(AT_ONCE)
        .until(() -> remote.cancelledNanos("interrupted") > 0);
  }

  @Test
  void anUnresponsiveServerIsReconnectedAndNoOtherCallIsCutOff() throws Exception {
    remote.deaf(true);
    var slow = new Calling("wait", "slow");
    assertThatThrownBy(slow::answer).hasCauseInstanceOf(ToolException.class);
    Awaitility.await("a ping that is not answered")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> remote.holdsPing(TIMEOUT.dividedBy(2)));
    var late = new Calling("wait", "late");
    awaitHeld("late", Duration.ZERO);
    Awaitility.await("a new connection")
        .pollInterval(Duration.ofMillis(50))
        .until(() -> call("twice", "x").equals("x x") && remote.connections() == 2);
    remote.release("late");
    assertThat(late.answer()).isEqualTo("late late");
  }

  @Test
  void aDeadProcessIsRestartedAndPendingCallsFail() throws Exception {
    var process =
        new McpServer(
            new McpSettings.Server("adder", "stdio:" + AdderMcp.command()),
            Duration.ofMinutes(1),
            Set.of());
    try {
      var before = who(process);
      var waiting = new CompletableFuture<String>();
      var wait = tool(process, "wait");
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  waiting.complete(wait.call(JSON.createObjectNode(), ALICE));
                } catch (InterruptedException | RuntimeException e) {
                  waiting.completeExceptionally(e);
                }
              });
      ProcessHandle.of(before).orElseThrow().destroyForcibly();
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ToolException.class);
      assertThat(who(process)).isNotEqualTo(before);
    } finally {
      process.close();
    }
  }

  private static long who(McpServer process) throws InterruptedException {
    var said = tool(process, "who").call(JSON.createObjectNode().put("a", 1).put("b", 2), ALICE);
    return Long.parseLong(said.substring("I am ".length()));
  }

  /** The variables are those of the process that runs the tests, which has more of them. */
  @Test
  void processHasNoVariablesButThoseThatItIsGiven() throws Exception {
    var variables = System.getenv().keySet();
    var kept = variables.stream().filter(name -> !COMMON.contains(name)).findFirst();
    assertThat(kept).as("a variable of the tests' own").isPresent();
    for (var passed : List.of(Set.<String>of(), Set.of(kept.orElseThrow()))) {
      var process =
          new McpServer(
              new McpSettings.Server("adder", "stdio:" + AdderMcp.command()),
              Duration.ofMinutes(1),
              passed);
      try {
        var seen = tool(process, "variables").call(JSON.createObjectNode(), ALICE);
        var names = new HashSet<>(List.of(seen.split(",", -1)));
        names.removeAll(COMMON);
        assertThat(names).isEqualTo(passed);
      } finally {
        process.close();
      }
    }
  }

  @Test
  void processThatDoesNotAnswerIsReportedWithTheTimeThatWasWaited() {
    var silent =
        new McpServer(
            new McpSettings.Server("silent", "stdio:sleep 60"), Duration.ofMillis(300), Set.of());
    assertThatThrownBy(silent::tools)
        .isInstanceOf(ToolException.class)
        .hasMessage("the MCP server 'silent' cannot be reached: no answer within 300 ms");
    silent.close();
  }

  @Test
  void aServerThatIsGoneIsFoundAgain() throws Exception {
    assertThat(call("twice", "a")).isEqualTo("a a");
    var twice = tool("twice");
    remote.close();
    assertThatThrownBy(() -> twice.call(JSON.createObjectNode().put("word", "b"), ALICE))
        .isInstanceOf(ToolException.class);
    assertThatThrownBy(() -> call("twice", "c"))
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("the MCP server 'remote' cannot be reached");
  }
}
