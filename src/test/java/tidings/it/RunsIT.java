package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/**
 * The output of a model, as the watchers of a chat, an agent and a graph see it, frame by frame.
 */
@ResourceLock(RunsServer.LOCK)
@Order(4) // long
class RunsIT {

  /** The way to start the run, which determines the frames around the model's own. */
  enum Way {
    CHAT,
    AGENT,
    GRAPH
  }

  /**
   * The result of a model's script.
   *
   * @param said its calls, one list of frames each; {@code #} is their number
   * @param output its last text
   * @param error message and type; empty if it succeeds
   * @param usage prompt and completion tokens
   */
  record Script(
      String model, List<String> said, String output, List<String> error, List<Integer> usage) {}

  private static final String TOOLS_1 =
      """
      #1 call 0 t1 calculator:\s
      #1 call 1 t2 calculator: {\\"expr
      #1 call 0 {\\"expression\\":
      #1 call 1 ession\\":\\"4*5\\"}
      #1 call 0 \\"2+3\\"}
      #1 finish "tool_calls"{}
      {"role":"tool","tool_call_id":"t1","content":"5"@}
      {"role":"tool","tool_call_id":"t2","content":"20"@}
      #2 content 5 and 20
      #2 finish "stop"{}\
      """;

  private static final List<Script> SCRIPTS =
      List.of(
          good("plain", "#1 content Hello, world\n#1 finish \"stop\"{}", "Hello, world", 5, 3),
          good(
              "reasoning",
              "#1 reasoning_content Let me think.\n#1 content The answer\n#1 finish \"stop\"{}",
              "The answer",
              7,
              4),
          good("tools", TOOLS_1, "5 and 20", 30, 11),
          good("utf8", "#1 content Grüße: 日本語 🙂 \n#1 finish \"stop\"{}", "Grüße: 日本語 🙂 ", 2, 2),
          good("late-usage", "#1 content done\n#1 finish \"stop\"{}", "done", 11, 22),
          good("whole", "#1 content All at once\n#1 finish \"stop\"{}", "All at once", 3, 4),
          good("odd", "#1 content It is odd\n#1 finish \"stop\"{}", "It is odd", 1, 3),
          good("busy", "#1 content at last\n#1 finish \"stop\"{}", "at last", 1, 2),
          bad("error", "This breaks", "the model failed: out of memory", "model_error"),
          bad(
              "cut",
              "This is cut in the mid",
              "the connection to the model broke before it had finished",
              "model_error"),
          bad(
              "ends",
              "This ends too soon",
              "the model's answer was cut before it had finished",
              "model_error"),
          bad("silence", "A word, then", "the model sent nothing for 2 s", "timeout_error"));

  private static Script good(String model, String said, String output, int prompt, int completion) {
    return new Script(
        model, List.of(said.split("\n", -1)), output, List.of(), List.of(prompt, completion));
  }

  private static Script bad(String model, String text, String message, String type) {
    return new Script(
        model, List.of("#1 content " + text), text, List.of(message, type), List.of(0, 0));
  }

  static Stream<Arguments> scriptsInEachWay() {
    return SCRIPTS.stream()
        .flatMap(script -> Stream.of(Way.values()).map(way -> Arguments.of(script, way)));
  }

  private final Client client = RunsServer.client("watcher");

  @ParameterizedTest
  @MethodSource("scriptsInEachWay")
  void aWatcherSeesExactlyWhatTheScriptSaysAndTheConversationKeepsIt(Script script, Way way) {
    try (var run = RunStream.post(client, path(way), body(script, way, true))) {
      var frames = run.whole();
      assertEquals(expected(script, way), withToolsInOrder(Golden.of(frames)));
      assertNumbersRise(run.run(), frames);
      assertKept(script, way, run);
    }
  }

  /** The wait is in the model, not in the way: one way is enough for it. */
  static Stream<Arguments> scriptsInEachWayWithoutWaiting() {
    return scriptsInEachWay()
        .filter(
            one ->
                one.get()[1] == Way.CHAT
                    || !Set.of("silence", "busy").contains(((Script) one.get()[0]).model()));
  }

  @ParameterizedTest
  @MethodSource("scriptsInEachWayWithoutWaiting")
  void withoutAStreamTheAnswerIsTheWholeTrajectory(Script script, Way way) {
    var answer = client.post(path(way), Client.JSON, Json.write(body(script, way, false)));
    assertEquals(200, answer.status(), answer::body);
    var whole = Json.read(answer.body());
    assertEquals("chat.completion", whole.get("object").asText());
    assertEquals(answer.header("Tidings-Run"), whole.get("id").asText());
    assertEquals(
        script.usage().get(1),
        whole.get("usage").get("completion_tokens").intValue(),
        answer::body);
    var last = whole.get("messages").get(whole.get("messages").size() - 1);
    assertEquals(script.output(), last.get("content").asText());
    if (script.error().isEmpty()) {
      assertEquals(script.output(), whole.get("output").asText());
      assertFalse(whole.has("errors"), answer::body);
    } else {
      var error = whole.get("errors").get(0);
      assertEquals(script.error().get(1), error.get("type").asText());
      assertTrue(error.get("message").asText().endsWith(script.error().getFirst()), answer::body);
    }
    if (script.model().equals("reasoning")) {
      assertEquals("Let me think.", last.get("reasoning_content").asText());
    }
    if (script.model().equals("tools")) {
      assertEquals(
          List.of("user", "assistant", "tool", "tool", "assistant"),
          whole.get("messages").findValuesAsText("role"));
      assertEquals(
          List.of("{\"expression\":\"2+3\"}", "{\"expression\":\"4*5\"}"),
          whole.get("messages").get(1).findValuesAsText("arguments"));
    }
  }

  private static String path(Way way) {
    return switch (way) {
      case CHAT -> "/api/chat/completions";
      case AGENT -> "/api/agents/run";
      case GRAPH -> "/api/graphs/execute";
    };
  }

  private Map<String, Object> body(Script script, Way way, boolean stream) {
    var prompt = "%s %s %s".formatted(script.model(), way, stream);
    var servers = servers(script);
    var model = script.model();
    return switch (way) {
      case CHAT ->
          Map.of(
              "user_prompt", prompt, "model_name", model, "mcp_servers", servers, "stream", stream);
      case AGENT ->
          Map.of(
              "requirement", prompt, "model_name", model, "mcp_servers", servers, "stream", stream);
      case GRAPH -> {
        var saved =
            client.send(
                "PUT",
                "/api/graphs/one-" + model,
                Client.JSON,
                Json.write(definition(script)).getBytes(StandardCharsets.UTF_8));
        assertEquals(200, saved.status(), saved::body);
        yield Map.of("graph_name", "one-" + model, "input_text", prompt, "stream", stream);
      }
    };
  }

  private static List<String> servers(Script script) {
    return script.model().equals("tools") ? List.of("builtin") : List.of();
  }

  private static Map<String, Object> definition(Script script) {
    var node =
        Map.of(
            "name",
            "n",
            "model_name",
            script.model(),
            "user_prompt",
            "{start}",
            "mcp_servers",
            servers(script));
    return Map.of("name", "one-" + script.model(), "nodes", List.of(node));
  }

  private static List<String> expected(Script script, Way way) {
    boolean graph = way == Way.GRAPH;
    var all = new ArrayList<String>();
    all.add("{\"type\":\"run_started\",\"run_id\":\"R\",\"conversation_id\":\"C\"}");
    if (graph) {
      all.add("{\"type\":\"conversation_created\",\"conversation_id\":\"C\"}");
      all.add("{\"type\":\"node_start\",\"node_name\":\"start\",\"level\":0}");
      all.add(
          "{\"type\":\"node_end\",\"node_name\":\"start\",\"level\":0,\"status\":\"completed\"}");
      all.add("{\"type\":\"node_start\",\"node_name\":\"n\",\"level\":0}");
    }
    for (var line : script.said()) {
      all.add(
          line.replaceFirst("^#(\\d)", graph ? "n-$1@n" : "$1")
              .replaceFirst("@}$", graph ? ",\"node_name\":\"n\"}" : "}"));
    }
    boolean good = script.error().isEmpty();
    if (graph) {
      all.add(
          "{\"type\":\"node_end\",\"node_name\":\"n\",\"level\":0,\"status\":\"%s\"}"
              .formatted(good ? "completed" : "failed"));
    }
    if (good && way == Way.AGENT) {
      all.add("{\"completion\":{\"message\":\"%s\"}}".formatted(script.output()));
    } else if (good && graph) {
      all.add(
          "{\"type\":\"graph_complete\",\"final_result\":\"%s\",\"execution_chain\":[[\"start\",\"n\"]]}"
              .formatted(script.output()));
    } else if (!good) {
      all.add(
          "{\"error\":{\"message\":\"%s%s\",\"type\":\"%s\"}}"
              .formatted(
                  graph ? "node 'n' failed: " : "", script.error().get(0), script.error().get(1)));
    }
    int prompt = script.usage().get(0);
    int completion = script.usage().get(1);
    if (prompt > 0) {
      all.add(
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}"
              .formatted(prompt, completion, prompt + completion));
    }
    all.add("[DONE]");
    return all;
  }

  /** Of parallel tools, any may be the first to answer. */
  private static List<String> withToolsInOrder(List<String> frames) {
    var ordered = new ArrayList<>(frames);
    for (int i = 1; i < ordered.size(); i++) {
      if (ordered.get(i).contains("\"tool_call_id\":\"t1\"")
          && ordered.get(i - 1).contains("\"tool_call_id\":\"t2\"")) {
        ordered.set(i, ordered.set(i - 1, ordered.get(i)));
      }
    }
    return ordered;
  }

  private static void assertNumbersRise(String run, List<SseEvent> frames) {
    long before = 0;
    for (var frame : frames) {
      assertTrue(frame.lastEventId().startsWith(run + ":"), frame::toString);
      long number = Long.parseLong(frame.lastEventId().substring(run.length() + 1));
      assertTrue(number > before, frame::toString);
      before = number;
    }
  }

  /** Everything that is stored, except for the times. */
  private void assertKept(Script script, Way way, RunStream run) {
    var kept = (ObjectNode) conversation(run.conversation());
    assertTrue(kept.remove("created").isTextual() && kept.remove("updated").isTextual());
    var title = kept.remove("title").asText();
    var round = (ObjectNode) kept.get("rounds").get(0);
    assertTrue(round.remove("started").isTextual() && round.remove("ended").isTextual());
    if (script.model().equals("tools")) {
      putToolsInOrder((ArrayNode) round.get("messages"));
    }
    assertEquals(Json.read(Json.write(stored(script, way, run))), kept);
    var prompt = prompt(script, way);
    switch (way) {
      case CHAT -> assertTrue(Set.of(prompt, "A title").contains(title), title);
      case AGENT -> assertEquals(prompt, title);
      case GRAPH -> assertEquals("one-" + script.model() + ": " + prompt, title);
    }
  }

  private static String prompt(Script script, Way way) {
    return "%s %s true".formatted(script.model(), way);
  }

  private static Map<String, Object> stored(Script script, Way way, RunStream run) {
    int prompt = script.usage().get(0);
    int completion = script.usage().get(1);
    var usage =
        Map.of(
            "prompt_tokens",
            prompt,
            "completion_tokens",
            completion,
            "total_tokens",
            prompt + completion);
    var round = new HashMap<String, Object>();
    round.put("number", 1);
    round.put("run_id", run.run());
    round.put("state", script.error().isEmpty() ? "completed" : "failed");
    round.put("messages", messages(script, way));
    round.put("usage", usage);
    var detail = detail(script, way);
    if (!detail.isEmpty()) {
      round.put("detail", detail);
    }
    return Map.of(
        "id",
        run.conversation(),
        "kind",
        way.name().toLowerCase(Locale.ROOT),
        "tags",
        List.of(),
        "status",
        "active",
        "round_count",
        1,
        "usage",
        usage,
        "rounds",
        List.of(round));
  }

  private static List<Map<String, Object>> messages(Script script, Way way) {
    var messages = new ArrayList<Map<String, Object>>();
    messages.add(Map.of("role", "user", "content", prompt(script, way)));
    if (script.model().equals("tools")) {
      messages.add(
          message(
              way,
              Map.of(
                  "role",
                  "assistant",
                  "content",
                  "",
                  "tool_calls",
                  List.of(calculation("t1", "2+3"), calculation("t2", "4*5")))));
      messages.add(message(way, Map.of("role", "tool", "tool_call_id", "t1", "content", "5")));
      messages.add(message(way, Map.of("role", "tool", "tool_call_id", "t2", "content", "20")));
    }
    var last = new HashMap<String, Object>(Map.of("role", "assistant", "content", script.output()));
    if (script.model().equals("reasoning")) {
      last.put("reasoning_content", "Let me think.");
    }
    messages.add(message(way, last));
    return messages;
  }

  private static Map<String, Object> message(Way way, Map<String, Object> said) {
    var message = new HashMap<>(said);
    if (way == Way.GRAPH) {
      message.put("node_name", "n");
    }
    return message;
  }

  private static Map<String, Object> calculation(String id, String expression) {
    var arguments = Json.write(Map.of("expression", expression));
    return Map.of(
        "id",
        id,
        "type",
        "function",
        "function",
        Map.of("name", "calculator", "arguments", arguments));
  }

  private static Map<String, Object> detail(Script script, Way way) {
    boolean good = script.error().isEmpty();
    var detail = new HashMap<String, Object>();
    if (!good) {
      var node = way == Way.GRAPH ? "node 'n' failed: " : "";
      detail.put(
          "error", Map.of("message", node + script.error().get(0), "type", script.error().get(1)));
    } else if (way == Way.AGENT) {
      detail.put("completion", Map.of("message", script.output()));
    }
    if (way == Way.GRAPH) {
      detail.put("definition", definition(script));
      detail.put("subgraphs", Map.of());
      detail.put("input", prompt(script, way));
      detail.put("execution_chain", List.of(List.of("start", "n")));
      detail.put("checkpoint", checkpoint(script));
      if (good) {
        detail.put("final_result", script.output());
      }
    }
    return detail;
  }

  private static Map<String, Object> checkpoint(Script script) {
    boolean good = script.error().isEmpty();
    var checkpoint = new HashMap<String, Object>();
    checkpoint.put("outputs", good ? Map.of("n", List.of(script.output())) : Map.of());
    checkpoint.put(
        "turns", List.of(Map.of("node", "start", "level", 0), Map.of("node", "n", "level", 0)));
    checkpoint.put("handoffs", Map.of());
    checkpoint.put("done", good ? List.of("n") : List.of());
    checkpoint.put("handed_to", List.of());
    checkpoint.put("pending", List.of());
    checkpoint.put("level", 1);
    if (!good) {
      checkpoint.put("failed", Map.of("level", 0, "pending", List.of()));
    }
    return checkpoint;
  }

  /** Of parallel tools, any may be the first to answer. */
  private static void putToolsInOrder(ArrayNode messages) {
    if (messages.get(2).get("tool_call_id").asText().equals("t2")) {
      messages.insert(2, messages.remove(3));
    }
  }

  private JsonNode conversation(String id) {
    var answer = client.get("/api/conversations/" + id);
    assertEquals(200, answer.status(), answer::body);
    return Json.read(answer.body());
  }

  /** It is called twice: a call without any output may be repeated. */
  @ParameterizedTest
  @CsvSource({
    "mute, the model did not answer within 2 s",
    "mute-after-head, the model sent nothing for 2 s"
  })
  void aModelThatNeverAnswersTimesOut(String model, String message) {
    try (var run = RunStream.post(client, path(Way.CHAT), RunsServer.chat(model, "say " + model))) {
      assertEquals(
          List.of(
              "{\"type\":\"run_started\",\"run_id\":\"R\",\"conversation_id\":\"C\"}",
              "{\"error\":{\"message\":\"%s\",\"type\":\"timeout_error\"}}".formatted(message),
              "[DONE]"),
          Golden.of(run.whole()));
      assertEquals(2, RunsServer.model().seen("say " + model).size());
      var round = conversation(run.conversation()).get("rounds").get(0);
      assertEquals("failed", round.get("state").asText());
      assertEquals(List.of("user"), round.get("messages").findValuesAsText("role"));
    }
  }

  @Test
  void aTitleThatWasFoundAfterTheEndIsReportedToTheOwner() {
    try (var events = client.stream("types=conversation.updated");
        var run = RunStream.post(client, path(Way.CHAT), RunsServer.chat("plain", "Name me"))) {
      run.whole();
      var id = run.conversation();
      var message =
          events.await(
              event -> event.data().contains(id), "a title of " + id, Duration.ofSeconds(20));
      assertEquals("A title", message.json().get("title").asText());
      assertEquals(id, message.json().get("id").asText());
      assertEquals("A title", conversation(id).get("title").asText());
      assertEquals("chat", message.json().get("kind").asText());
      assertFalse(message.json().has("rounds"));
    }
  }

  @Test
  void theNextTurnTellsTheModelWhatWasSaidButNotWhatItThought() {
    String conversation;
    try (var first = RunStream.post(client, path(Way.CHAT), RunsServer.chat("reasoning", "One"))) {
      first.whole();
      conversation = first.conversation();
    }
    var more =
        Map.of("user_prompt", "Two", "model_name", "recall", "conversation_id", conversation);
    try (var second = RunStream.post(client, path(Way.CHAT), more)) {
      assertTrue(
          Golden.of(second.whole()).contains("1 content user=One|assistant=The answer|user=Two"),
          () -> second.data().toString());
    }
    assertEquals(2, conversation(conversation).get("round_count").intValue());
    assertFalse(
        RunsServer.model().seen("\"Two\"").getLast().toString().contains("reasoning_content"));
  }

  @Test
  void aChatThatCallsItsModelTooOftenIsIncomplete() {
    var lines = new ArrayList<String>();
    for (int i = 1; i <= RunsServer.MODEL_CALLS + 1; i++) {
      lines.add("calculator {\"expression\":\"%d+0\"}".formatted(i));
    }
    var asked =
        Map.of(
            "user_prompt",
            String.join("\n", lines),
            "model_name",
            "calls",
            "mcp_servers",
            List.of("builtin"));
    try (var run = RunStream.post(client, path(Way.CHAT), asked)) {
      var expected = new ArrayList<String>();
      expected.add("{\"type\":\"run_started\",\"run_id\":\"R\",\"conversation_id\":\"C\"}");
      for (int i = 1; i <= RunsServer.MODEL_CALLS; i++) {
        expected.add(
            "%d call 0 c%1$d-1 calculator: {\\\"expression\\\":\\\"%1$d+0\\\"}".formatted(i));
        expected.add(i + " finish \"tool_calls\"{}");
        expected.add(
            "{\"role\":\"tool\",\"tool_call_id\":\"c%d-1\",\"content\":\"%s}"
                .formatted(
                    i,
                    i < RunsServer.MODEL_CALLS
                        ? i + "\""
                        : "Error: not called, the turn reached its limit of 4 model"
                            + " calls\",\"is_error\":true"));
      }
      expected.add(
          "{\"incomplete\":{\"message\":\"stopped after 4 model calls\",\"missing_fields\":[]}}");
      expected.add(
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":4,\"total_tokens\":8}}");
      expected.add("[DONE]");
      assertEquals(expected, Golden.of(run.whole()));
      var round = conversation(run.conversation()).get("rounds").get(0);
      assertEquals("completed", round.get("state").asText());
      assertEquals("stopped after 4 model calls", round.at("/detail/incomplete/message").asText());
    }
  }

  @Test
  void theTitleIsFoundWhenTheRunIsDone() {
    var prompt = "title-gate=titles and so on";
    try (var run = RunStream.post(client, path(Way.CHAT), RunsServer.chat("plain", prompt))) {
      assertEquals("[DONE]", run.whole().getLast().data());
      assertEquals(prompt, conversation(run.conversation()).get("title").asText());
      RunsServer.model().open("titles");
      Awaitility.await("the model's title")
          .until(() -> conversation(run.conversation()).get("title").asText().equals("A title"));
    }
  }

  @Test
  void theModelIsSentItsKeyAndAskedForUsage() {
    try (var run = RunStream.post(client, path(Way.CHAT), RunsServer.chat("plain", "keyed"))) {
      run.whole();
    }
    var seen = RunsServer.model().seen("keyed").getFirst();
    assertEquals("Bearer key-of-the-tests", seen.get("authorization").asText());
    assertTrue(seen.get("body").get("stream_options").get("include_usage").asBoolean());
  }

  @Test
  void faultsOfARequestAreNamedFieldByField() {
    var chat = client.post(path(Way.CHAT), Client.JSON, "{\"mcp_servers\":[\"nowhere\"]}");
    assertEquals(
        Set.of("user_prompt", "model_name", "mcp_servers"),
        Problem.of(400, chat).fields().keySet());
    var agent =
        client.post(path(Way.AGENT), Client.JSON, "{\"requirement\":\"x\",\"agent_type\":\"spy\"}");
    assertEquals(Set.of("model_name", "agent_type"), Problem.of(400, agent).fields().keySet());
    var graph = client.post(path(Way.GRAPH), Client.JSON, "{\"graph_name\":\"none\"}");
    assertEquals(Set.of("input_text"), Problem.of(400, graph).fields().keySet());
    var unknown =
        client.post(path(Way.GRAPH), Client.JSON, "{\"graph_name\":\"none\",\"input_text\":\"x\"}");
    assertEquals(404, unknown.status(), unknown::body);
  }

  @Test
  void aConversationWithAnIdOfTheClientsOwnIsMade() {
    var id = java.util.UUID.randomUUID().toString();
    for (var prompt : List.of("First words", "Second words")) {
      var asked = Map.of("user_prompt", prompt, "model_name", "recall", "conversation_id", id);
      try (var run = RunStream.post(client, path(Way.CHAT), asked)) {
        run.whole();
        assertEquals(id, run.conversation());
      }
    }
    assertEquals(2, conversation(id).get("round_count").intValue());
    var others = RunsServer.client("another");
    var taken =
        others.post(
            path(Way.CHAT),
            Client.JSON,
            Json.write(Map.of("user_prompt", "x", "model_name", "plain", "conversation_id", id)));
    assertEquals(404, taken.status(), "it belongs to another user");
  }

  @Test
  void agentsAndGraphsTakeIdsOfTheClientsOwnToo() {
    var agent = "agent-" + java.util.UUID.randomUUID().toString().substring(0, 8);
    var asked = Map.of("requirement", "Work", "model_name", "plain", "conversation_id", agent);
    try (var run = RunStream.post(client, path(Way.AGENT), asked)) {
      run.whole();
      assertEquals(agent, run.conversation());
    }
    var graph = "graph-" + java.util.UUID.randomUUID().toString().substring(0, 8);
    var node =
        Map.of(
            "name",
            "n",
            "model_name",
            "plain",
            "input_nodes",
            List.of("start"),
            "user_prompt",
            "x");
    client.post(
        "/api/graphs", Client.JSON, Json.write(Map.of("name", graph, "nodes", List.of(node))));
    for (boolean isNew : new boolean[] {true, false}) {
      var order = Map.of("graph_name", graph, "input_text", "x", "conversation_id", graph);
      try (var run = RunStream.post(client, path(Way.GRAPH), order)) {
        run.whole();
        assertEquals(graph, run.conversation());
        assertEquals(
            isNew, run.data().get(1).contains("\"conversation_created\""), () -> "" + run.data());
      }
    }
  }

  @Test
  void idsThatNoClientMakesAreNotThere() {
    for (var id :
        List.of("cv-AAAAAAAAAAAAAAAAAAAAAA", "short", "x".repeat(41), "has space in it")) {
      var asked = Map.of("user_prompt", "x", "model_name", "plain", "conversation_id", id);
      var answer = client.post(path(Way.CHAT), Client.JSON, Json.write(asked));
      assertEquals(404, answer.status(), id);
    }
  }

  @Test
  void withoutAStreamTheMessagesBeginWithWhatWasAsked() {
    var asked =
        Map.of(
            "user_prompt",
            "Hi",
            "model_name",
            "plain",
            "system_prompt",
            "Be kind",
            "stream",
            false);
    var answer = client.post(path(Way.CHAT), Client.JSON, Json.write(asked));
    var messages = Json.read(answer.body()).get("messages");
    assertEquals(List.of("system", "user", "assistant"), messages.findValuesAsText("role"));
    assertEquals(List.of("Be kind", "Hi", "Hello, world"), messages.findValuesAsText("content"));
  }
}
