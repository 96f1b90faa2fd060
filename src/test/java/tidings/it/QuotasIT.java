package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** One ordinary user stores up to the limits, and each refusal names the limit. */
@ResourceLock(RunsServer.LOCK)
class QuotasIT {

  private static final int TOOLS = 100;
  private static final int PROMPT_BYTES = 256 << 10;

  private static Answer saveTool(Client client, String name, String description) {
    var tool =
        Map.of("description", description, "method", "GET", "url", "https://api.example.com/x");
    return client.send(
        "PUT",
        "/api/tools/own/" + name,
        Client.JSON,
        Json.write(tool).getBytes(StandardCharsets.UTF_8));
  }

  private static Answer delete(Client client, String path) {
    return client.send("DELETE", path, Client.JSON, new byte[0]);
  }

  private static void assertLimit(int status, String name, long value, Answer answer) {
    var problem = Problem.of(status, answer);
    assertTrue(problem.detail().contains("tidings.limits." + name), problem::detail);
    assertEquals(-1, problem.retryAfter(), "waiting does not help");
    var limit = Json.read(answer.body()).path("limit");
    assertEquals(name, limit.path("name").asText(), answer::body);
    assertEquals(value, limit.path("value").longValue(), answer::body);
  }

  private static List<Answer> atOnce(int count, IntFunction<Answer> call)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, count).mapToObj(i -> (Callable<Answer>) () -> call.apply(i)).toList();
      var all = new ArrayList<Answer>();
      for (var answer : threads.invokeAll(calls)) {
        all.add(answer.get());
      }
      return all;
    }
  }

  @Test
  void toolsOfMegabytesAreRefusedAndTheListStaysSmall() {
    var client = RunsServer.client("hoarder");
    for (int i = 0; i < 40; i++) {
      assertLimit(
          413, "tool-bytes", 64 << 10, saveTool(client, "large" + i, "x".repeat(3_000_000)));
    }
    assertEquals(200, saveTool(client, "small", "x".repeat(60_000)).status());
    var list = client.get("/api/tools");
    assertEquals(200, list.status(), list::body);
    assertTrue(list.body().contains("\"small\""));
    assertFalse(list.body().contains("large"));
  }

  @Test
  void toolsSavedAtOnceAreNoMoreThanTheLimit() throws Exception {
    var client = RunsServer.client("collector-of-tools");
    var answers = atOnce(TOOLS + 20, i -> saveTool(client, "tool" + i, "small"));

    assertEquals(TOOLS, answers.stream().filter(answer -> answer.status() == 200).count());
    for (var answer : answers) {
      if (answer.status() != 200) {
        assertLimit(409, "tools-per-user", TOOLS, answer);
      }
    }
    var saved =
        IntStream.range(0, TOOLS + 20)
            .filter(i -> answers.get(i).status() == 200)
            .mapToObj(i -> "tool" + i)
            .toList();
    assertEquals(200, saveTool(client, saved.getFirst(), "replaced").status());
    assertAgentReceivesTheFault(client);
    assertEquals(204, delete(client, "/api/tools/own/" + saved.getFirst()).status());
    assertEquals(200, saveTool(client, "another", "small").status());
  }

  /** A model can submit tools, too, and can correct reported faults. */
  private static void assertAgentReceivesTheFault(Client client) {
    var arguments =
        "{\"analysis\":\"a\",\"todo\":\"b\",\"tool_name\":\"made\",\"tool_description\":\"c\","
            + "\"method\":\"GET\",\"url\":\"https://api.example.com/x\","
            + "\"parameters\":{\"type\":\"object\"}}";
    var asked =
        Map.of(
            "requirement",
            "call submit_tool " + arguments,
            "model_name",
            "call",
            "agent_type",
            "tool");
    try (var run = RunStream.post(client, "/api/agents/run", asked)) {
      var frames = run.whole().stream().map(SseEvent::data).toList().toString();
      assertTrue(frames.contains("tidings.limits.tools-per-user"), frames);
    }
  }

  private static Map<String, Object> graph(String name, String prompt) {
    return Map.of(
        "name",
        name,
        "nodes",
        List.of(Map.of("name", "one", "model_name", "plain", "user_prompt", prompt)));
  }

  @Test
  void graphsHaveASizeAndOneNameIsCreatedOnce() throws Exception {
    var client = RunsServer.client("hoarder-of-graphs");
    var large = Json.write(graph("large", "x".repeat(300_000)));
    assertLimit(413, "graph-bytes", 256 << 10, client.post("/api/graphs", Client.JSON, large));

    var small = Json.write(graph("small", "{start}"));
    var created = atOnce(8, _ -> client.post("/api/graphs", Client.JSON, small));
    assertEquals(1, created.stream().filter(answer -> answer.status() == 201).count());
    for (var answer : created) {
      if (answer.status() != 201) {
        Problem.of(409, answer);
        assertTrue(Json.read(answer.body()).path("limit").isMissingNode(), answer::body);
      }
    }
    var middling = "x".repeat(250_000);
    for (int i = 0; i < 4; i++) {
      var body = Json.write(graph("middling" + i, middling));
      assertEquals(201, client.post("/api/graphs", Client.JSON, body).status());
    }
    var fifth = Json.write(graph("middling5", middling));
    assertLimit(
        409, "graphs-bytes-per-user", 1 << 20, client.post("/api/graphs", Client.JSON, fifth));
    var list = Json.read(client.get("/api/graphs").body()).path("graphs");
    assertEquals(5, list.size());
    assertEquals(1, list.get(0).path("nodes").intValue());
  }

  @Test
  void promptIsAsLongAsIsAllowedAndNotOneByteMore() {
    var client = RunsServer.client("prompter");
    var longest = "x".repeat(PROMPT_BYTES - 2) + "ä";
    for (var asked :
        List.of(
            Map.entry("/api/chat/completions", RunsServer.chat("plain", longest + "y")),
            Map.entry(
                "/api/chat/completions",
                Map.<String, Object>of(
                    "user_prompt", "hi", "system_prompt", longest + "y", "model_name", "plain")),
            Map.entry(
                "/api/agents/run",
                Map.<String, Object>of("requirement", longest + "y", "model_name", "plain")),
            Map.entry(
                "/api/graphs/execute",
                Map.<String, Object>of("graph_name", "any", "input_text", longest + "y")))) {
      assertLimit(
          413,
          "prompt-bytes",
          PROMPT_BYTES,
          client.post(asked.getKey(), Client.JSON, Json.write(asked.getValue())));
    }
    var none = Json.read(client.get("/api/conversations").body());
    assertEquals(0, none.path("conversations").size(), "a refused request leaves nothing behind");
    try (var run =
        RunStream.post(client, "/api/chat/completions", RunsServer.chat("plain", longest))) {
      assertEquals("[DONE]", run.whole().getLast().data());
    }
  }

  @Test
  void parallelSearchesTakeTurnsAndDelayNoOtherUser() throws Exception {
    var client = RunsServer.client("prompter-who-searches");
    try (var run =
        RunStream.post(client, "/api/chat/completions", RunsServer.chat("plain", "a needle"))) {
      run.whole();
    }
    assertTurns(client, "/api/conversations?q=needle");
    var list = Json.read(client.get("/api/conversations").body());
    var id = list.path("conversations").get(0).path("id").asText();
    assertTurns(client, "/api/conversations/" + id);
  }

  private static void assertTurns(Client client, String path) throws Exception {
    var answers = atOnce(20, _ -> client.get(path));
    assertTrue(answers.stream().anyMatch(answer -> answer.status() == 200));
    for (var answer : answers) {
      if (answer.status() != 200) {
        assertTrue(Problem.of(429, answer).retryAfter() >= 1);
      }
    }
    assertEquals(200, RunsServer.client("bystander").get("/api/conversations").status());
    assertEquals(200, client.get(path).status());
  }
}
