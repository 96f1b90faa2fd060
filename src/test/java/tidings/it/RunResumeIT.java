package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.Promptness;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** Watchers of a run that are cut off, reconnect, disconnect, or stop it. */
class RunResumeIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final long TICK_NANOS = 1_000_000;
  private static final String CHAT = "/api/chat/completions";

  private final Client client = RunsServer.client("resumer");

  @Test
  void aWatcherCutAfterAnyFrameMissesNothingDuringTheRunAndAfterIt() {
    var live = new ArrayList<RunStream>();
    try (var run = RunStream.post(client, CHAT, mixed())) {
      while (!run.isEnded()) {
        run.frames().stream()
            .skip(live.size())
            .forEach(frame -> live.add(RunStream.resume(client, run.run(), frame.lastEventId())));
        LockSupport.parkNanos(TICK_NANOS);
      }
      var uncut = run.whole();
      assertTrue(uncut.size() > 80, "only " + uncut.size() + " frames: nothing to cut");
      assertTrue(live.size() > 40, "only " + live.size() + " watchers were cut while it ran");
      var expected = Golden.of(uncut);
      for (int i = 0; i < live.size(); i++) {
        assertEquals(expected, resumed(uncut, i, live.get(i)), "cut live after frame " + (i + 1));
      }
      for (int i = 0; i < uncut.size() - 1; i++) {
        try (var after = RunStream.resume(client, run.run(), uncut.get(i).lastEventId())) {
          assertEquals(expected, resumed(uncut, i, after), "cut late after frame " + (i + 1));
        }
      }
      var again =
          client
              .request("/api/runs/" + run.run() + "/events")
              .header("Last-Event-ID", uncut.getLast().lastEventId())
              .GET();
      assertEquals(204, client.send(again).status(), "a client with all frames receives none");
    } finally {
      live.forEach(RunStream::close);
    }
  }

  private static Map<String, Object> mixed() {
    return Map.of(
        "user_prompt", "all kinds", "model_name", "mixed", "mcp_servers", List.of("builtin"));
  }

  /** The frames of a watcher that saw those up to {@code last}, and then these. */
  private static List<String> resumed(List<SseEvent> uncut, int last, RunStream rest) {
    var all = new ArrayList<>(uncut.subList(0, last + 1));
    all.addAll(rest.whole());
    return Golden.of(all);
  }

  @Test
  void aRunWhoseWatcherHasGoneIsCompletedAndKept() {
    String id;
    String conversation;
    try (var run = RunStream.post(client, CHAT, RunsServer.chat("paced", "alone n=60 ms=20"))) {
      id = run.run();
      conversation = run.conversation();
      run.awaitData("3@"); // deltas of a slow moment are merged
    }
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> state(id).equals("completed"));

    var kept = lastMessage(conversation);
    assertEquals(60, kept.strip().split(" ", -1).length, kept);
  }

  @Test
  void aCancelClosesTheModelsConnectionAndKeepsWhatWasSaid() {
    try (var run =
        RunStream.post(client, CHAT, RunsServer.chat("paced", "to-cancel n=2000 ms=10"))) {
      run.awaitData("9@");
      long before = System.currentTimeMillis();
      var answer = client.post("/api/runs/" + run.run() + "/cancel", Client.JSON, "");
      assertEquals(202, answer.status(), answer::body);
      long left = RunsServer.model().awaitLeft("to-cancel") - before;
      Promptness.assertWithin(AT_ONCE, Duration.ofMillis(left), "the model's connection is closed");

      var frames = Golden.of(run.whole());
      assertEquals(
          List.of(
              "{\"error\":{\"message\":\"the run was cancelled\",\"type\":\"cancelled\"}}",
              "[DONE]"),
          frames.subList(2, frames.size()));
      assertEquals("cancelled", state(run.run()));
      var round = conversation(run.conversation()).get("rounds").get(0);
      assertEquals("cancelled", round.get("state").asText());
      assertEquals(frames.get(1), "1 content " + lastMessage(run.conversation()));
      var again = client.post("/api/runs/" + run.run() + "/cancel", Client.JSON, "");
      assertEquals(202, again.status(), "a run that has ended is unchanged");
      assertEquals("cancelled", state(run.run()));
    }
  }

  /** A user who opens the conversation at that word, in another tab, finds the running run. */
  @Test
  void aReportedRunIsFoundInItsConversation() {
    for (int i = 0; i < 20; i++) {
      try (var run = RunStream.post(client, CHAT, RunsServer.chat("paced", "told-" + i + " n=3"))) {
        run.awaitData("run_started");
        var rounds = conversation(run.conversation()).get("rounds");
        assertEquals(List.of(run.run()), rounds.findValuesAsText("run_id"));
      }
    }
  }

  @Test
  void aCancelStopsAllNodesOfAGraphAndWhatFollowsThem() {
    var nodes = new ArrayList<Map<String, Object>>();
    for (var name : List.of("one", "two")) {
      nodes.add(
          Map.of(
              "name",
              name,
              "model_name",
              "paced",
              "user_prompt",
              "stop-" + name + " n=2000 ms=10"));
    }
    nodes.add(
        Map.of(
            "name",
            "after",
            "model_name",
            "plain",
            "user_prompt",
            "after the stop",
            "input_nodes",
            List.of("one", "two")));
    assertEquals(
        201,
        client
            .post("/api/graphs", Client.JSON, Json.write(Map.of("name", "stopped", "nodes", nodes)))
            .status());
    var order = Map.of("graph_name", "stopped", "input_text", "x");
    try (var run = RunStream.post(client, "/api/graphs/execute", order)) {
      RunsServer.model().awaitSeen("stop-one");
      RunsServer.model().awaitSeen("stop-two");
      long before = System.currentTimeMillis();
      client.post("/api/runs/" + run.run() + "/cancel", Client.JSON, "");
      for (var node : List.of("stop-one", "stop-two")) {
        long left = RunsServer.model().awaitLeft(node) - before;
        Promptness.assertWithin(AT_ONCE, Duration.ofMillis(left), node + " is left");
      }
      var last = Golden.of(run.whole());
      assertTrue(last.get(last.size() - 2).contains("\"cancelled\""), last::toString);
      assertEquals("[DONE]", last.getLast());
      assertEquals(List.of(), RunsServer.model().seen("after the stop"));
    }
  }

  @Test
  void aRunOutlivesTheTokenOfItsWatcher() {
    var brief = Client.of(RunsServer.get(), Claims.of("resumer").lasting(Duration.ofSeconds(5)));
    try (var run = RunStream.post(brief, CHAT, RunsServer.chat("paced", "outlives n=100 ms=90"))) {
      var frames = run.whole();
      assertEquals("tidings.close", frames.getLast().type());
      assertEquals(1001, frames.getLast().json().get("code").intValue());
      assertFalse(run.data().contains("[DONE]"));
      assertEquals("running", state(run.run()), "it continues");
      var last = frames.get(frames.size() - 2).lastEventId();
      try (var rest = RunStream.resume(client, run.run(), last)) {
        assertEquals("[DONE]", rest.whole().getLast().data());
      }
      assertEquals(100, lastMessage(run.conversation()).strip().split(" ", -1).length);
    }
  }

  @Test
  void aPlaceThatIsNoneOfTheRunsIsAnsweredFromTheStart() {
    try (var run = RunStream.post(client, CHAT, RunsServer.chat("plain", "places"))) {
      var uncut = Golden.of(run.whole());
      for (var place : List.of("r-other:3", run.run() + ":99999", run.run() + ":x", "?")) {
        try (var again = RunStream.resume(client, run.run(), place)) {
          assertEquals(uncut, Golden.of(again.whole()), place);
        }
      }
    }
  }

  private String state(String run) {
    return Json.read(client.get("/api/runs/" + run).body()).get("state").asText();
  }

  private JsonNode conversation(String id) {
    return Json.read(client.get("/api/conversations/" + id).body());
  }

  private String lastMessage(String conversation) {
    var messages = conversation(conversation).get("rounds").get(0).get("messages");
    return messages.get(messages.size() - 1).get("content").asText();
  }

  /** An EventSource reconnects after every end of a stream: 204 makes it stop. */
  @Test
  void aClientWithTheLastFrameOfARunLearnsThatNothingFollows() {
    for (var path : List.of("/api/chat/completions", "/v1/chat/completions")) {
      var asked =
          path.startsWith("/v1")
              ? Map.of(
                  "model",
                  "plain",
                  "stream",
                  true,
                  "messages",
                  List.of(Map.of("role", "user", "content", "last frame")))
              : RunsServer.chat("plain", "last frame");
      try (var run = RunStream.post(client, path, asked)) {
        var frames = run.whole();
        var events = "/api/runs/" + run.run() + "/events";
        var last = frames.getLast().lastEventId();
        var known = client.request(events).header("Last-Event-ID", last).GET();
        assertEquals(204, client.send(known).status());
        assertEquals(204, client.get(events + "?lastEventId=" + last).status());
        var before = frames.get(frames.size() - 2).lastEventId();
        try (var rest = RunStream.resume(client, run.run(), before)) {
          assertEquals(List.of("[DONE]"), rest.whole().stream().map(SseEvent::data).toList());
        }
        try (var all = RunStream.resume(client, run.run(), run.run() + ":9999")) {
          // All of them, although one may contain several.
          assertEquals(last, all.whole().getLast().lastEventId());
          assertTrue(all.whole().size() > 1, "not one of its frames: from the start");
        }
      }
    }
  }
}
