package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** Tools of MCP servers, over standard input and output and over HTTP. */
@ResourceLock(RunsServer.LOCK)
class McpIT {

  private final Client client = RunsServer.client("tooler");

  private List<String> chat(String prompt, String... servers) {
    var asked =
        Map.of("user_prompt", prompt, "model_name", "call", "mcp_servers", List.of(servers));
    try (var run = RunStream.post(client, "/api/chat/completions", asked)) {
      return Golden.of(run.whole());
    }
  }

  private static String result(String text) {
    var isError = text.startsWith("Error") ? ",\"is_error\":true" : "";
    return "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"%s\"%s}"
        .formatted(text, isError);
  }

  @Test
  void aChatCallsAToolOfAProcess() {
    var frames = chat("call add {\"a\":19,\"b\":23}", "adder");
    assertTrue(frames.contains(result("42")), frames::toString);
    assertTrue(frames.contains("2 content It said: 42"), frames::toString);
    var offered = RunsServer.model().seen("\\\"a\\\":19").getFirst().get("body").get("tools");
    assertEquals(
        List.of("add", "break", "fail", "variables", "wait", "who"),
        offered.findValuesAsText("name").stream().sorted().toList());
  }

  @Test
  void aChatCallsAToolOverHttp() {
    var frames = chat("call twice {\"word\":\"tom\"}", "remote");
    assertTrue(frames.contains(result("tom tom")), frames::toString);
  }

  @Test
  void aFailedToolReturnsAnErrorToTheModelAndTheRunContinues() {
    var frames = chat("call fail {\"a\":1,\"b\":2}", "adder");
    assertTrue(frames.contains(result("Error: it cannot be added")), frames::toString);
    assertTrue(
        frames.stream().noneMatch(frame -> frame.startsWith("{\"error\"")), frames::toString);
  }

  @Test
  void aServerThatRefusesACallIsNotLeftForIt() {
    var before = who();
    var frames = chat("call break {\"a\":1,\"b\":2}", "adder");
    assertTrue(
        frames.stream().anyMatch(frame -> frame.contains("refused: that is refused")),
        frames::toString);
    assertEquals(before, who(), "the same process answers");
  }

  private String who() {
    var frames = chat("call who {\"a\":1,\"b\":2}", "adder");
    return frames.stream()
        .filter(frame -> frame.contains("I am "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(frames));
  }

  @Test
  void ofTwoServersEachAnswersForItsOwn() {
    var frames = chat("call twice {\"word\":\"x\"}", "adder", "remote", "builtin");
    assertTrue(frames.contains(result("x x")), frames::toString);
  }

  @Test
  void anUnreachableServerFailsTheRunAndIsNamed() {
    for (var away : List.of("away", "gone")) {
      var frames = chat("call add {}", "adder", away);
      var error = frames.get(frames.size() - 2);
      assertTrue(
          error.startsWith("{\"error\":{\"message\":\"the MCP server '" + away + "' cannot be"),
          frames::toString);
      assertTrue(error.endsWith("\"type\":\"tool_error\"}}"), frames::toString);
    }
  }

  @Test
  void theListOfToolsNamesTheUnreachableServer() {
    var servers = Json.read(client.get("/api/tools").body()).get("servers");
    assertEquals(
        List.of("builtin", "adder", "remote", "away", "gone"),
        servers.findValuesAsText("name").stream().filter(RunsServer.SERVERS::contains).toList());
    for (JsonNode server : servers) {
      if (server.get("name").asText().equals("own")) {
        continue; // its owner has none, which is not a fault
      }
      boolean away = List.of("away", "gone").contains(server.get("name").asText());
      assertEquals(away, server.get("tools").isEmpty(), server::toString);
      assertEquals(away, !server.path("error").asText("").isEmpty(), server::toString);
    }
    assertFalse(servers.isEmpty());
  }
}
