package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Promptness;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** Cancelling a run also stops its tools. */
@ResourceLock(RunsServer.LOCK)
class CancelledToolsIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final Client client = RunsServer.client("stopper");

  private RunStream calling(String server, String tool, String arguments) {
    return RunStream.post(
        client,
        "/api/chat/completions",
        Map.of(
            "user_prompt",
            "call " + tool + " " + arguments,
            "model_name",
            "call",
            "mcp_servers",
            List.of(server)));
  }

  private void cancel(RunStream run) {
    assertEquals(202, client.post("/api/runs/" + run.run() + "/cancel", Client.JSON, "").status());
  }

  private void assertCancelled(RunStream run) {
    var frames = Golden.of(run.awaitWhole(Promptness.allowed(AT_ONCE).plusSeconds(1)));
    assertTrue(
        frames.contains(
            "{\"error\":{\"message\":\"the run was cancelled\",\"type\":\"cancelled\"}}"),
        frames::toString);
    assertEquals("[DONE]", frames.getLast());
  }

  @Test
  void anMcpServerReceivesTheCancellationOfItsTool() {
    try (var run = calling("remote", "wait", "{\"word\":\"to be cancelled\"}")) {
      Awaitility.await("the tool is running")
          .pollInterval(Duration.ofMillis(10))
          .until(() -> RunsServer.remote().holds("to be cancelled", Duration.ZERO));
      long before = System.nanoTime();
      cancel(run);
      assertCancelled(run);
      Awaitility.await("the server receives the cancellation")
          .until(() -> RunsServer.remote().cancelledNanos("to be cancelled") > 0);
      var took = Duration.ofNanos(RunsServer.remote().cancelledNanos("to be cancelled") - before);
      Promptness.assertWithin(AT_ONCE, took, "the server receives the cancellation");
    }
  }

  @Test
  void theConnectionToAServiceThatAnOwnToolCallsIsClosed() {
    var definition =
        """
        {"description":"Does not answer","method":"POST","url":"%s/chat/completions",
         "parameters":{"type":"object","properties":{"model":{},"messages":{}}}}
        """
            .formatted(RunsServer.model().url());
    var saved =
        client.send(
            "PUT", "/api/tools/own/hold", Client.JSON, definition.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, saved.status(), saved::body);
    var arguments = "{\"model\":\"mute\",\"messages\":[{\"role\":\"user\",\"content\":\"held\"}]}";
    try (var run = calling("own", "hold", arguments)) {
      var asked = "\"content\":\"held\"";
      RunsServer.model().awaitSeen(asked);
      long before = System.currentTimeMillis();
      cancel(run);
      assertCancelled(run);
      long left = RunsServer.model().awaitLeft(asked) - before;
      Promptness.assertWithin(AT_ONCE, Duration.ofMillis(left), "the connection is closed");
    }
  }
}
