package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tidings.it.support.GraphBuilder.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.Promptness;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** Graphs: the nodes that run, their order, their inputs, and their results. */
class GraphsIT {

  private static final String RULE = "\n\n---\n\n";

  private final Client client = RunsServer.client("grapher");

  /**
   * The record of a run: its nodes' ends, the text of each node's turns, its result and its chain.
   */
  private record Done(List<String> ends, List<String> frames, JsonNode complete) {

    static Done of(RunStream run) {
      try (run) {
        var frames = Golden.of(run.whole());
        var ends = new ArrayList<String>();
        var complete = Json.read("{}");
        for (var frame : frames) {
          if (frame.startsWith("{\"type\":\"node_end\"")) {
            var end = Json.read(frame);
            ends.add(end.get("node_name").asText() + " " + end.get("status").asText());
          } else if (frame.startsWith("{\"type\":\"graph_complete\"")) {
            complete = Json.read(frame);
          }
        }
        assertEquals("[DONE]", frames.getLast());
        return new Done(ends, frames, complete);
      }
    }

    String result() {
      return complete.path("final_result").asText();
    }

    /** Names of each step; of parallel nodes in the order of their names. */
    List<List<String>> chain() {
      return chainOf(complete.path("execution_chain"));
    }

    String error() {
      return frames.stream().filter(frame -> frame.startsWith("{\"error\"")).findFirst().orElse("");
    }
  }

  private static List<List<String>> chainOf(JsonNode json) {
    var chain = new ArrayList<List<String>>();
    for (var group : json) {
      var names = new ArrayList<String>();
      group.forEach(name -> names.add(name.asText()));
      chain.add(
          names.stream()
              .sorted((a, b) -> a.equals("start") ? -1 : b.equals("start") ? 1 : a.compareTo(b))
              .toList());
    }
    return chain;
  }

  private static List<List<String>> chain(String text) {
    return List.of(text.split(" > ", -1)).stream()
        .map(group -> List.of(group.split(" ", -1)))
        .toList();
  }

  @Test
  void aDiamondRunsItsMiddleAtOnceAndJoinsIt() {
    var done =
        Done.of(
            graph("diamond")
                .node("a", "echo", "A {start}", "start")
                .node("b", "echo", "B {a}", "a")
                .node("c", "echo", "C {a}", "a")
                .node("d", "echo", "D {b} {c}", "b", "c")
                .run(client, "x"));
    assertEquals(chain("start a > b c > d"), done.chain());
    assertEquals("D B A x C A x", done.result());
    assertEquals("start completed", done.ends().getFirst());
    assertEquals("d completed", done.ends().getLast());
    assertTrue(done.frames().contains("b-1@b content B A x"), done.frames()::toString);
    assertTrue(done.frames().contains("c-1@c content C A x"), done.frames()::toString);
    int d = done.frames().indexOf("{\"type\":\"node_start\",\"node_name\":\"d\",\"level\":2}");
    for (var middle : List.of("b", "c")) {
      var end =
          "{\"type\":\"node_end\",\"node_name\":\"%s\",\"level\":1,\"status\":\"completed\"}"
              .formatted(middle);
      assertTrue(done.frames().indexOf(end) < d && done.frames().contains(end));
    }
  }

  @Test
  void threeNodesOfOneSecondTakeOneSecond() {
    var run =
        graph("second")
            .node("a", "second", "1")
            .node("b", "second", "2")
            .node("c", "second", "3")
            .run(client, "x");
    try (run) {
      var frames = run.whole();
      long from = arrived(frames, "\"node_start\",\"node_name\":\"a\"");
      long to = arrived(frames, "graph_complete");
      var took = Duration.ofNanos(to - from);
      var second = Duration.ofSeconds(1);
      Promptness.assertWithin(Duration.ofMillis(500), took.minus(second), "beyond a second");
    }
  }

  private static long arrived(List<SseEvent> frames, String part) {
    return frames.stream()
        .filter(frame -> frame.data().contains(part))
        .findFirst()
        .orElseThrow()
        .arrivedNanos();
  }

  @Test
  void aLoopOfHandoffsRunsToItsLimitAndNoFurther() {
    var done =
        Done.of(
            graph("loop")
                .handing("a", 2, "b")
                .set("input_nodes", List.of("start"))
                .handing("b", 2, "a")
                .run(client, "x"));
    assertEquals(chain("start a > b > a > b > a"), done.chain());
    assertEquals("at the limit", done.result());
    assertEquals(
        2, done.frames().stream().filter(frame -> frame.contains("\"Handed over to b\"")).count());
    assertEquals(
        2, done.frames().stream().filter(frame -> frame.contains("\"Handed over to a\"")).count());
  }

  @Test
  void ofTwoHandoffsInOneTurnTheFirstCountsAndTheOtherFails() {
    var done =
        Done.of(
            graph("both")
                .handing("a", 1, "b", "c")
                .node("b", "echo", "I am b")
                .node("c", "echo", "I am c")
                .run(client, "x"));
    assertEquals(chain("start a > b"), done.chain());
    assertEquals("I am b", done.result());
    assertEquals(List.of("start completed", "a completed", "b completed"), done.ends());
    assertTrue(
        done.frames()
            .contains(
                "{\"role\":\"tool\",\"tool_call_id\":\"h1\",\"content\":"
                    + "\"Error: not called, as transfer_to_b has ended the turn\","
                    + "\"node_name\":\"a\",\"is_error\":true}"),
        done.frames()::toString);
  }

  @Test
  void nodesAfterAFailedNodeAreSkippedAndTheRestRuns() {
    try (var run =
        graph("failing")
            .node("a", "nope", "A {start}")
            .node("b", "echo", "B {a}", "a")
            .node("c", "echo", "C {start}")
            .node("d", "echo", "D {c}", "c")
            .node("e", "echo", "E {b} {d}", "b", "d")
            .run(client, "x")) {
      var done = Done.of(run);
      assertEquals(
          Set.of(
              "start completed",
              "a failed",
              "b skipped",
              "c completed",
              "d completed",
              "e skipped"),
          Set.copyOf(done.ends()));
      assertEquals(
          "{\"error\":{\"message\":\"node 'a' failed: the model answered 404: there is no such"
              + " model\",\"type\":\"model_error\"}}",
          done.error());
      assertTrue(done.complete().isEmpty(), "a graph with a failed node is not complete");
      var kept = Json.read(client.get("/api/conversations/" + run.conversation()).body());
      var round = kept.get("rounds").get(0);
      assertEquals("failed", round.get("state").asText());
      assertTrue(round.get("messages").toString().contains("D C x"), kept::toString);
    }
  }

  @Test
  void aGraphWithAFailedNodeResumesWithThatNode() {
    var later =
        graph("mended")
            .node("a", "echo", "A {start}")
            .node("b", "broken-once", "B {a}", "a")
            .node("c", "echo", "C {b}", "b");
    try (var run = later.run(client, "x")) {
      var failed = Done.of(run);
      assertEquals(
          List.of("start completed", "a completed", "b failed", "c skipped"), failed.ends());
      var order = Map.of("conversation_id", run.conversation(), "continue_from_checkpoint", true);
      var done = Done.of(RunStream.post(client, "/api/graphs/execute", order));
      assertEquals(List.of("b completed", "c completed"), done.ends());
      assertEquals("C B A x", done.result());
      assertEquals(chain("start a > b > c"), done.chain());
    }
  }

  @Test
  void aSubgraphStandsInItsPlace() {
    graph("inner").node("p", "echo", "P {start}").node("q", "echo", "Q {p}", "p").save(client);
    var done =
        Done.of(
            graph("outer")
                .node("a", "echo", "A {start}")
                .node("s", "", "", "a")
                .set("is_subgraph", true)
                .set("subgraph_name", "inner")
                .node("z", "echo", "Z {s}", "s")
                .run(client, "x"));
    assertEquals(chain("start a > s.p > s.q > z"), done.chain());
    assertEquals("Z Q P A x", done.result());
  }

  @Test
  void theEndTemplateTakesTheLastSomeOrAllOutputs() {
    var done =
        Done.of(
            graph("ending")
                .handing("a", 2, "b")
                .set("input_nodes", List.of("start"))
                .handing("b", 2, "a")
                .endingWith("last {a}, two {a:2}, all {a:all}, {\"not\": a place}")
                .run(client, "x"));
    var over = "handing over";
    var limit = "at the limit";
    assertEquals(
        "last %s, two %s, all %s, {\"not\": a place}"
            .formatted(limit, String.join(RULE, over, limit), String.join(RULE, over, over, limit)),
        done.result());
  }

  @Test
  void aNodeWithoutAnOutputOfItsOwnHandsOnWhatItsToolsSaid() {
    var done =
        Done.of(
            graph("tooling")
                .node("t", "call", "call calculator {\"expression\":\"6*7\"}")
                .set("mcp_servers", List.of("builtin"))
                .set("output_enabled", false)
                .node("z", "echo", "It is {t}", "t")
                .run(client, "x"));
    assertEquals("It is 42", done.result());
    assertTrue(done.frames().contains("t-2@t content It said: 42"), done.frames()::toString);
  }

  @Test
  void aContextTellsTheNewestOutputsOfANode() {
    var done =
        Done.of(
            graph("context")
                .handing("a", 2, "b")
                .set("input_nodes", List.of("start"))
                .set("global_output", true)
                .handing("b", 2, "a")
                .node("r", "recall", "R", "a")
                .set("context", List.of("a"))
                .set("context_mode", "2")
                .run(client, "x"));
    assertEquals(
        "user=From a:\n\nhanding over" + RULE + "at the limit|user=R\n\nat the limit",
        done.result());
  }

  @Test
  void nodeThatIsOnlyAHandoffTargetDoesNotRunByItself() {
    var done =
        Done.of(
            graph("unasked")
                .node("a", "echo", "A {start}")
                .set("handoffs", 1)
                .set("output_nodes", List.of("b"))
                .node("b", "echo", "I am b")
                .node("c", "echo", "C {a}", "a")
                .run(client, "x"));
    assertEquals(chain("start a > c"), done.chain());
    assertEquals("C A x", done.result());
  }

  @Test
  void newInputRunsTheGraphOfTheConversationAgain() {
    try (var first = graph("again").node("a", "echo", "A {start}").run(client, "one")) {
      assertEquals("A one", Done.of(first).result());
      var more = Map.of("conversation_id", first.conversation(), "input_text", "two");
      var second = Done.of(RunStream.post(client, "/api/graphs/execute", more));
      assertEquals("A two", second.result());
      assertEquals(chain("start a"), second.chain());
    }
  }

  @Test
  void aFaultyGraphIsRefusedWithEachFault() {
    var cycle = graph("cycle").node("a", "echo", "A", "b").node("b", "echo", "B", "a").json();
    var form = Problem.of(400, client.post("/api/graphs", Client.JSON, cycle));
    assertEquals(Set.of("nodes"), form.fields().keySet());
    assertTrue(form.toString().contains("cycle"), form::toString);

    var unknown =
        graph("unknown")
            .node("a", "echo", "A {ghost}", "nobody")
            .set("output_nodes", List.of("nowhere"))
            .set("context", List.of("b"))
            .node("b", "echo", "B")
            .endingWith("{nothing}")
            .json();
    var named = Problem.of(400, client.post("/api/graphs", Client.JSON, unknown));
    assertEquals(
        Set.of(
            "nodes[0].input_nodes",
            "nodes[0].output_nodes",
            "nodes[0].context",
            "nodes[0].user_prompt",
            "end_template"),
        named.fields().keySet());

    var missing = "{\"name\":\"no spaces!\",\"nodes\":[{\"handoffs\":-1}]}";
    var fields = Problem.of(400, client.post("/api/graphs", Client.JSON, missing)).fields();
    assertEquals(
        Set.of(
            "name",
            "nodes[0].name",
            "nodes[0].model_name",
            "nodes[0].handoffs",
            "nodes[0].user_prompt"),
        fields.keySet());
    assertFalse(client.get("/api/graphs").body().contains("cycle"));
  }
}
