package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tidings.it.support.GraphBuilder.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** No user can access another user's runs: to them these do not exist. */
@ResourceLock(RunsServer.LOCK)
class RunOwnersIT {

  private static final String CHAT = "/api/chat/completions";

  /** A request, whose path and body may name alice's run as {@code $R}, and so on. */
  private record Call(String method, String path, String body) {}

  private static final List<Call> ENDPOINTS =
      List.of(
          new Call("GET", "/api/runs/$R", ""),
          new Call("GET", "/api/runs/$R/events", ""),
          new Call("POST", "/api/runs/$R/cancel", ""),
          new Call("GET", "/api/conversations/$C", ""),
          new Call("PATCH", "/api/conversations/$C", "{\"title\":\"mine\"}"),
          new Call("DELETE", "/api/conversations/$C", ""),
          new Call("POST", "/api/conversations/$C/compact", "{\"model_name\":\"plain\"}"),
          new Call("GET", "/api/graphs/hers", ""),
          new Call("DELETE", "/api/graphs/hers", ""),
          new Call("GET", "/api/tools/own/hers", ""),
          new Call("DELETE", "/api/tools/own/hers", ""),
          new Call(
              "POST",
              CHAT,
              "{\"user_prompt\":\"x\",\"model_name\":\"plain\",\"conversation_id\":\"$C\"}"),
          new Call(
              "POST",
              "/api/agents/run",
              "{\"requirement\":\"x\",\"model_name\":\"plain\",\"conversation_id\":\"$C\"}"),
          new Call("POST", "/api/graphs/execute", "{\"graph_name\":\"hers\",\"input_text\":\"x\"}"),
          new Call(
              "POST", "/api/graphs/execute", "{\"conversation_id\":\"$G\",\"input_text\":\"x\"}"),
          new Call(
              "POST",
              "/api/graphs/execute",
              "{\"conversation_id\":\"$G\",\"continue_from_checkpoint\":true}"));

  private static Client alice;
  private static Client bob;
  private static RunStream running;
  private static String conversation;
  private static String graphed;

  @BeforeAll
  static void letAliceWork() {
    alice = RunsServer.client("alice-owner");
    bob = RunsServer.client("bob-owner");
    var tool = "{\"description\":\"x\",\"method\":\"GET\",\"url\":\"http://x.test/\"}";
    alice.send("PUT", "/api/tools/own/hers", Client.JSON, tool.getBytes(StandardCharsets.UTF_8));
    running = RunStream.post(alice, CHAT, RunsServer.chat("gate", "gate=owners"));
    conversation = running.conversation();
    try (var run = graph("hers").node("a", "echo", "secret of hers").run(alice, "x")) {
      graphed = run.conversation();
      run.whole();
    }
  }

  @AfterAll
  static void letItEnd() {
    RunsServer.model().open("owners");
    running.whole();
  }

  @TestFactory
  Stream<DynamicTest> anothersIsNotThere() {
    return ENDPOINTS.stream()
        .map(
            call ->
                DynamicTest.dynamicTest(
                    call.method() + " " + call.path() + " " + call.body(),
                    () -> {
                      var before = hers();
                      assertEquals(404, send(bob, call).status());
                      assertEquals(401, send(Client.anonymous(RunsServer.get()), call).status());
                      assertEquals(before, hers(), "hers is unchanged");
                    }));
  }

  private static Answer send(Client client, Call call) {
    var body = call.body().replace("$C", conversation).replace("$G", graphed);
    return client.send(
        call.method(),
        call.path().replace("$R", running.run()).replace("$C", conversation),
        Client.JSON,
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonNode> hers() {
    var hers = new ArrayList<JsonNode>();
    for (var path :
        List.of(
            "/api/tools/own/hers",
            "/api/runs/" + running.run(),
            "/api/runs",
            "/api/conversations/" + conversation,
            "/api/conversations/" + graphed,
            "/api/graphs/hers")) {
      var answer = alice.get(path);
      assertEquals(200, answer.status(), path);
      hers.add(Json.read(answer.body()));
    }
    return hers;
  }

  @Test
  void listsShowWhatIsOnesOwn() {
    assertTrue(alice.get("/api/runs").body().contains(running.run()));
    assertEquals("{\"runs\":[]}", bob.get("/api/runs").body());
    for (var path : List.of("/api/conversations", "/api/graphs")) {
      var list = bob.get(path).body();
      assertFalse(list.contains(conversation) || list.contains(graphed) || list.contains("hers"));
    }
  }

  @Test
  void aNameTakenByAnotherIsFree() {
    var carol = RunsServer.client("carol-owner");
    var before = hers();
    graph("hers").node("a", "echo", "carol's own").save(carol);
    assertEquals(before, hers());
    assertTrue(carol.get("/api/graphs/hers").body().contains("carol's own"));
    assertEquals(204, carol.send("DELETE", "/api/graphs/hers", Client.JSON, new byte[0]).status());
    assertEquals(before, hers());

    var tool = "{\"description\":\"carol's\",\"method\":\"GET\",\"url\":\"http://c.test/\"}";
    var put =
        carol.send(
            "PUT", "/api/tools/own/hers", Client.JSON, tool.getBytes(StandardCharsets.UTF_8));
    assertEquals(200, put.status(), put::body);
    assertEquals(before, hers(), "alice's tool of that name is unchanged");
    assertTrue(carol.get("/api/tools/own/hers").body().contains("carol's"));
    assertEquals(
        204, carol.send("DELETE", "/api/tools/own/hers", Client.JSON, new byte[0]).status());
    assertEquals(before, hers());
  }

  @Test
  void anothersGraphIsNoSubgraph() {
    var using =
        graph("using")
            .node("s", "", "x")
            .set("is_subgraph", true)
            .set("subgraph_name", "hers")
            .json();
    var refused = Problem.of(400, bob.post("/api/graphs", Client.JSON, using));
    assertTrue(refused.toString().contains("unknown graph 'hers'"));
  }

  @Test
  void aCompletionOfV1IsItsCallersToo() {
    var call =
        Map.of(
            "model",
            "plain",
            "stream",
            true,
            "messages",
            List.of(Map.of("role", "user", "content", "mine")));
    try (var run = RunStream.post(alice, "/v1/chat/completions", call)) {
      run.whole();
      assertEquals(200, alice.get("/api/runs/" + run.run()).status());
      assertEquals(404, bob.get("/api/runs/" + run.run()).status());
      assertEquals(404, bob.get("/api/runs/" + run.run() + "/events").status());
    }
  }
}
