package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** Tools that users define: calls of HTTP services. The service here is part of the stub. */
@ResourceLock(RunsServer.LOCK)
class OwnToolsIT {

  private static final String PARAMETERS =
      "\"parameters\":{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\"}}}";

  private final Client client = RunsServer.client("toolmaker");

  private static String definition(String url) {
    return "{\"description\":\"Lists models\",\"method\":\"GET\",\"url\":\"%s\",%s}"
        .formatted(url, PARAMETERS);
  }

  private Answer save(String name, String definition) {
    return client.send(
        "PUT", "/api/tools/own/" + name, Client.JSON, definition.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> chat(Client who, String prompt) {
    var asked = Map.of("user_prompt", prompt, "model_name", "call", "mcp_servers", List.of("own"));
    try (var run = RunStream.post(who, "/api/chat/completions", asked)) {
      return run.whole().stream().map(SseEvent::data).toList();
    }
  }

  private List<String> agent(String model, String requirement) {
    var asked = Map.of("requirement", requirement, "model_name", model, "agent_type", "tool");
    try (var run = RunStream.post(client, "/api/agents/run", asked)) {
      return run.whole().stream().map(SseEvent::data).toList();
    }
  }

  private static String frameData(List<String> frames, String key) {
    return frames.stream()
        .filter(frame -> frame.startsWith("{\"" + key + "\""))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not among " + frames));
  }

  @Test
  void aToolIsSavedOfferedCalledAndDeletedByItsOwner() {
    var url = RunsServer.model().url() + "/models";
    assertEquals(200, save("list_models", definition(url)).status());

    assertTrue(client.get("/api/tools").body().contains("list_models"));
    assertEquals(
        url, Json.read(client.get("/api/tools/own/list_models").body()).get("url").asText());
    var frames = chat(client, "call list_models {\"kind\":\"any\"}");
    assertTrue(
        frames.stream().anyMatch(f -> f.contains("\"role\":\"tool\"") && f.contains("plain")),
        frames::toString);

    var other = RunsServer.client("other-maker");
    assertFalse(other.get("/api/tools").body().contains("list_models"));
    assertTrue(
        chat(other, "call list_models {}").toString().contains("unknown tool"), "it is not theirs");

    assertEquals(
        204,
        client.send("DELETE", "/api/tools/own/list_models", Client.JSON, new byte[0]).status());
    Problem.of(404, client.get("/api/tools/own/list_models"));
  }

  @Test
  void noToolTakesTheNameOfABuiltInOne() {
    var problem = Problem.of(400, save("publish_event", definition("http://localhost/x")));
    assertTrue(problem.fields().containsKey("name"), problem::toString);
    Problem.of(404, client.get("/api/tools/own/publish_event"));
  }

  @Test
  void aHostThatTheServerDoesNotAllowIsNotCalled() {
    save("spy", definition("http://169.254.169.254/latest/meta-data"));
    var frames = chat(client, "call spy {}");
    assertTrue(frames.toString().contains("not among tidings.tools.hosts"), frames::toString);
  }

  @Test
  void invalidToolIsRejectedWithEachFault() {
    var answer = save("bad", "{\"method\":\"FETCH\",\"url\":\"ftp://x\"}");
    Problem.of(400, answer);
    for (var field : List.of("description", "method", "url")) {
      assertTrue(answer.body().contains("\"" + field + "\""), answer::body);
    }
    Problem.of(400, save("bad", "[]"));
    Problem.of(400, save("bad", "{\"name\":\"good\"}"));
  }

  @Test
  void anAgentTurnsARequirementIntoATool() {
    var arguments =
        "{\"analysis\":\"a\",\"todo\":\"b\",\"tool_name\":\"made\",\"tool_description\":\"c\","
            + "\"method\":\"GET\",\"url\":\"https://api.example.com/x\","
            + PARAMETERS
            + "}";
    assertEquals(
        "{\"completion\":{\"message\":\"The tool 'made' is saved; it can be called once"
            + " tidings.tools.hosts has api.example.com among its hosts\","
            + "\"tool_name\":\"made\"}}",
        frameData(agent("call", "call submit_tool " + arguments), "completion"));
    assertEquals(200, client.get("/api/tools/own/made").status());
  }

  @Test
  void anAgentThatLacksSomethingSaysWhat() {
    var nothing = Json.read(frameData(agent("plain", "Make me a tool"), "incomplete"));
    assertEquals(7, nothing.get("incomplete").get("missing_fields").size());

    var some = "{\"analysis\":\"a\",\"todo\":\"b\",\"tool_name\":\"half\",\"method\":\"GET\"}";
    var half = Json.read(frameData(agent("call", "call submit_tool " + some), "incomplete"));
    assertEquals(
        "[\"tool_description\",\"url\",\"parameters\"]",
        half.get("incomplete").get("missing_fields").toString());
    Problem.of(404, client.get("/api/tools/own/half"));
  }
}
