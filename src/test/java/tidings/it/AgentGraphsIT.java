package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tidings.it.support.GraphBuilder.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** Agents that turn a requirement into a graph. */
@ResourceLock(RunsServer.LOCK)
class AgentGraphsIT {

  private static final Map<String, Object> ECHO =
      Map.of("name", "n", "model_name", "echo", "user_prompt", "N {start}");

  private final Client client = RunsServer.client("designer");

  /** A submission by the model. */
  private static Map<String, Object> submission(String name, List<Map<String, Object>> nodes) {
    var submission = new LinkedHashMap<String, Object>();
    submission.put("analysis", "a");
    submission.put("todo", "b");
    submission.put("graph_name", name);
    submission.put("graph_description", "c");
    submission.put("nodes", nodes);
    submission.put("end_template", "{n}");
    return submission;
  }

  private static String call(Map<String, Object> submission) {
    return "submit_graph " + Json.write(submission);
  }

  private List<String> agent(String... answers) {
    var asked =
        Map.of(
            "requirement",
            String.join("\n", answers),
            "model_name",
            "calls",
            "agent_type",
            "graph");
    try (var run = RunStream.post(client, "/api/agents/run", asked)) {
      return Golden.of(run.whole());
    }
  }

  private static String escaped(String text) {
    var json = Json.write(text);
    return json.substring(1, json.length() - 1);
  }

  private static String called(int answer, Map<String, Object> submission) {
    return "%d call 0 c%1$d-1 submit_graph: %s".formatted(answer, escaped(Json.write(submission)));
  }

  private static String finished(int answer) {
    return answer + " finish \"tool_calls\"{}";
  }

  private static String refused(String id, String why) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"Error: %s\",\"is_error\":true}"
        .formatted(id, escaped(why));
  }

  private static String saved(String id, String description) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"Saved as %s\"}"
        .formatted(id, description);
  }

  private static String usage(int calls) {
    return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%1$d,\"total_tokens\":%d}}"
        .formatted(calls, 2 * calls);
  }

  private static final String STARTED =
      "{\"type\":\"run_started\",\"run_id\":\"R\",\"conversation_id\":\"C\"}";

  @Test
  void validSubmissionIsSavedAndRuns() {
    var made = submission("made", List.of(ECHO));
    assertEquals(
        List.of(
            STARTED,
            called(1, made),
            finished(1),
            saved("c1-1", "'made'"),
            "{\"completion\":{\"message\":\"The graph 'made' is saved\",\"graph_name\":\"made\"}}",
            usage(1),
            "[DONE]"),
        agent(call(made)));

    var graph = Json.read(client.get("/api/graphs/made").body());
    assertEquals("c", graph.get("description").asText());
    assertEquals(0, graph.at("/nodes/0/level").intValue());
    var order = Map.of("graph_name", "made", "input_text", "x");
    try (var run = RunStream.post(client, "/api/graphs/execute", order)) {
      assertTrue(run.awaitData("graph_complete").data().contains("\"final_result\":\"N x\""));
    }
  }

  @Test
  void invalidSubmissionListsAllFaultsAndCanBeCorrected() {
    var faulty =
        submission(
            "mended",
            List.of(
                Map.of("name", "n", "model_name", "echo", "input_nodes", List.of("other", "ghost")),
                Map.of("name", "other", "model_name", "echo", "input_nodes", List.of("n"))));
    var mended = submission("mended", List.of(ECHO));
    assertEquals(
        List.of(
            STARTED,
            called(1, faulty),
            finished(1),
            refused(
                "c1-1",
                "nodes[0].input_nodes: unknown node 'ghost';"
                    + " nodes: form a cycle: n → other → n"),
            called(2, mended),
            finished(2),
            saved("c2-1", "'mended'"),
            "{\"completion\":{\"message\":\"The graph 'mended' is"
                + " saved\",\"graph_name\":\"mended\"}}",
            usage(2),
            "[DONE]"),
        agent(call(faulty), call(mended)));
  }

  @Test
  void missingFieldsAreNamedWhenTheAgentStops() {
    var frames = agent("submit_graph {\"analysis\":\"a\",\"nodes\":[]}");
    assertEquals(
        refused("c1-1", "missing: todo, graph_name, graph_description, nodes, end_template"),
        frames.get(3));
    assertEquals(
        List.of(
            "2 content done",
            "2 finish \"stop\"{}",
            "{\"incomplete\":{\"message\":\"done\",\"missing_fields\":"
                + "[\"todo\",\"graph_name\",\"graph_description\",\"nodes\",\"end_template\"]}}",
            usage(2),
            "[DONE]"),
        frames.subList(4, frames.size()));
  }

  @Test
  void anAgentThatCallsItsModelTooOftenIsIncomplete() {
    var again =
        IntStream.rangeClosed(0, RunsServer.MODEL_CALLS)
            .mapToObj(_ -> "submit_graph {}")
            .toArray(String[]::new);
    var frames = agent(again);
    assertEquals(
        List.of(
            refused("c4-1", "not called, the turn reached its limit of 4 model calls"),
            "{\"incomplete\":{\"message\":\"stopped after 4 model calls\",\"missing_fields\":"
                + "[\"analysis\",\"todo\",\"graph_name\",\"graph_description\",\"nodes\","
                + "\"end_template\"]}}",
            usage(RunsServer.MODEL_CALLS),
            "[DONE]"),
        frames.subList(frames.size() - 4, frames.size()));
  }

  @Test
  void ofTwoParallelSubmissionsTheFirstIsSavedAndTheOtherFails() {
    var frames =
        agent(
            call(submission("first", List.of(ECHO)))
                + " ;; "
                + call(submission("second", List.of(ECHO))));
    assertTrue(frames.contains(saved("c1-1", "'first'")), frames::toString);
    assertTrue(
        frames.contains(refused("c1-2", "not called, as submit_graph has ended the turn")),
        frames::toString);
    assertTrue(
        frames.contains(
            "{\"completion\":{\"message\":\"The graph 'first' is"
                + " saved\",\"graph_name\":\"first\"}}"),
        frames::toString);
    assertEquals(404, client.get("/api/graphs/second").status());
  }

  @Test
  void existingDefinitionIsReplacedOnlyOnRequest() {
    graph("taken").node("mine", "echo", "mine").save(client);
    var over = submission("taken", List.of(ECHO));
    var frames = agent(call(over));
    assertTrue(frames.get(3).contains("graph_name: 'taken' already exists"), frames::toString);
    assertFalse(frames.toString().contains("completion\":"), frames::toString);
    assertTrue(client.get("/api/graphs/taken").body().contains("mine"), "it is unchanged");

    over.put("replace", true);
    assertTrue(
        agent(call(over))
            .contains(
                "{\"completion\":{\"message\":\"The graph 'taken' is saved, replacing the previous"
                    + " one\",\"graph_name\":\"taken\"}}"));
    assertFalse(client.get("/api/graphs/taken").body().contains("mine"));
  }
}
