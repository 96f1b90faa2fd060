package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** The limits of runs, each at its edge. */
@Order(4) // long
class RunLimitsIT {

  private static final String CHAT = "/api/chat/completions";
  private static final int BODY_BYTES = 16 << 10;
  private static final int STREAMS = 5;

  private static LibertyServer server;

  @BeforeAll
  static void start() {
    server =
        RunsServer.plan("runs-bounds")
            .with("TIDINGS_RUNS_CONCURRENT_PER_USER", "2")
            .with("TIDINGS_RUNS_CONCURRENT", "3")
            .with("TIDINGS_RUNS_RUN_BYTES", "8 KiB")
            .with("TIDINGS_BUDGET_GROUP_TOKENS", "frugal=6000")
            .with("TIDINGS_CHAT_SUMMARY_TIMEOUT", "500ms")
            .with("TIDINGS_RUNS_JOURNAL_BYTES", "20 KiB")
            .with("TIDINGS_LIMITS_BODY_BYTES", "16 KiB")
            .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", String.valueOf(STREAMS))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Client client(String user) {
    return Client.of(server, Claims.of(user));
  }

  /**
   * The tokens that a call may need are reserved before the call, so that parallel calls do not use
   * more.
   */
  @Test
  void callForWhichTheBudgetHasTooFewTokensIsRefusedUntilAnotherGivesItsRestBack() {
    var frugal = Client.of(server, Claims.of("frugal").inGroups("frugal"));
    var asked = new HashMap<>(RunsServer.chat("gate", "gate=budget"));
    asked.put("temporary", true);
    try (var run = RunStream.post(frugal, CHAT, asked)) {
      Awaitility.await("the model is called")
          .until(() -> !RunsServer.model().seen("gate=budget").isEmpty());
      var refused = frugal.post("/v1/chat/completions", Client.JSON, completion());
      assertEquals(429, refused.status(), refused::body);
      assertEquals("insufficient_quota", Json.read(refused.body()).at("/error/code").asText());
      assertEquals("6000", refused.header("x-ratelimit-limit-tokens"));
      assertTrue(Integer.parseInt(refused.header("x-ratelimit-remaining-tokens")) < 2_000);
      assertTrue(refused.header("x-ratelimit-reset-tokens").matches("[0-9]+s"));
      var other = client("no-budget").post("/v1/chat/completions", Client.JSON, completion());
      assertEquals(200, other.status(), other::body);
      assertTrue(other.headers().firstValue("x-ratelimit-limit-tokens").isEmpty());
      RunsServer.model().open("budget");
      assertEquals("[DONE]", run.whole().getLast().data());
    }
    Awaitility.await("the rest is released")
        .until(
            () -> frugal.post("/v1/chat/completions", Client.JSON, completion()).status() == 200);
  }

  @Test
  void oneRunTooManyIsRefusedAndLeavesNothingBehind() {
    var first = client("first");
    var second = client("second");
    var third = client("third");
    var open = new ArrayList<RunStream>();
    try {
      open.add(RunStream.post(first, CHAT, RunsServer.chat("gate", "gate=bounds 1")));
      open.add(RunStream.post(first, CHAT, RunsServer.chat("gate", "gate=bounds 2")));
      for (var request : requests()) {
        var refused =
            Problem.of(429, first.post(request.getKey(), Client.JSON, request.getValue()));
        assertTrue(refused.retryAfter() > 0, refused::toString);
      }
      assertEquals(2, conversations(first), "a refused request leaves no empty conversation");

      open.add(RunStream.post(second, CHAT, RunsServer.chat("gate", "gate=bounds 3")));
      for (var request : requests()) {
        var refused =
            Problem.of(503, third.post(request.getKey(), Client.JSON, request.getValue()));
        assertTrue(refused.retryAfter() > 0, refused::toString);
      }
      assertEquals(0, conversations(third), "a refused request leaves no empty conversation");
      var v1 = third.post("/v1/chat/completions", Client.JSON, completion());
      assertEquals(503, v1.status(), v1::body);
      var error = Json.read(first.post("/v1/chat/completions", Client.JSON, completion()).body());
      assertEquals("rate_limit_exceeded", error.get("error").get("code").asText());
    } finally {
      RunsServer.model().open("bounds");
      open.forEach(RunStream::whole);
    }
    try (var now = RunStream.post(third, CHAT, RunsServer.chat("plain", "there is room"))) {
      assertEquals("[DONE]", now.whole().getLast().data());
    }
  }

  /** Watchers and polls of a run, and answers that wait for it, share one limit with events. */
  @Test
  void oneUserDoesNotTakeThePlacesOfAnAddressByWatchers() {
    var watcher = client("watcher");
    var open = new ArrayList<RunStream>();
    try {
      var run = RunStream.post(watcher, CHAT, RunsServer.chat("gate", "gate=watchers"));
      open.add(run);
      var events = "/api/runs/" + run.run() + "/events";
      for (int i = 1; i < STREAMS; i++) {
        open.add(RunStream.watch(watcher, run.run()));
      }
      for (var path : List.of(events, events + "?timeout=60")) {
        var refused = Problem.of(429, watcher.get(path));
        assertTrue(refused.retryAfter() > 0, refused::toString);
        assertTrue(refused.detail().contains("of one user"), refused.detail());
      }
      Problem.of(
          429, watcher.post(CHAT, Client.JSON, Json.write(RunsServer.chat("plain", "one more"))));
      assertEquals(429, watcher.post("/v1/chat/completions", Client.JSON, completion()).status());
      Problem.of(429, watcher.subscribe(""));
      assertEquals(429, watcher.get("/api/events/poll?timeout=0").status());
      try (var other = client("other-watcher").stream("")) {
        assertTrue(!other.isEnded(), "the address has places for others");
      }
    } finally {
      RunsServer.model().open("watchers");
      open.forEach(RunStream::close);
    }
    Awaitility.await("its places are released").until(() -> watcher.subscribe("").status() == 200);
  }

  @Test
  void aSummaryCountsAsARunAndHasItsTime() {
    var user = client("compactor");
    String conversation;
    try (var run = RunStream.post(user, CHAT, RunsServer.chat("plain", "to be compacted"))) {
      run.whole();
      conversation = run.conversation();
    }
    var path = "/api/conversations/" + conversation + "/compact";
    var own = "/api/conversations/" + conversation;
    Awaitility.await("the title, which comes after the end of the run")
        .until(() -> user.get(own).body().contains("\"A title\""));
    var before = user.get(own).body();
    var slow = Problem.of(502, user.post(path, Client.JSON, "{\"model_name\":\"mute\"}"));
    assertEquals("the model gave no summary within 500 ms", slow.detail());
    var open = new ArrayList<RunStream>();
    try {
      open.add(RunStream.post(user, CHAT, RunsServer.chat("gate", "gate=compactor 1")));
      open.add(RunStream.post(user, CHAT, RunsServer.chat("gate", "gate=compactor 2")));
      var refused = Problem.of(429, user.post(path, Client.JSON, "{\"model_name\":\"plain\"}"));
      assertTrue(refused.retryAfter() > 0, refused::toString);
    } finally {
      RunsServer.model().open("compactor");
      open.forEach(RunStream::whole);
    }
    assertEquals(before, user.get("/api/conversations/" + conversation).body());
  }

  /** One request of each type that stores a conversation. */
  private List<Map.Entry<String, String>> requests() {
    return List.of(
        Map.entry(CHAT, Json.write(RunsServer.chat("plain", "too many"))),
        Map.entry(
            "/api/agents/run",
            Json.write(Map.of("requirement", "too many", "model_name", "plain"))));
  }

  private static String completion() {
    return Json.write(
        Map.of("model", "plain", "messages", List.of(Map.of("role", "user", "content", "x"))));
  }

  private static int conversations(Client of) {
    return Json.read(of.get("/api/conversations").body()).get("conversations").size();
  }

  @Test
  void clientThatSawDoneMayStartTheNextRunAtOnce() {
    var user = client("steady");
    try (var waiting = RunStream.post(user, CHAT, RunsServer.chat("gate", "gate=steady"))) {
      for (int i = 0; i < 20; i++) {
        try (var next = RunStream.post(user, CHAT, RunsServer.chat("plain", "next " + i))) {
          next.awaitData("[DONE]");
        }
      }
      RunsServer.model().open("steady");
      waiting.whole();
    }
  }

  @Test
  void aRunThatWritesTooMuchFailsAndKeepsWhatItWrote() {
    var user = client("writer");
    try (var run = RunStream.post(user, CHAT, RunsServer.chat("paced", "chatty n=2000 ms=1"))) {
      var frames = Golden.of(run.whole());
      assertEquals(
          List.of(
              "{\"error\":{\"message\":\"the run wrote more than the 8192 bytes allowed\","
                  + "\"type\":\"execution_error\"}}",
              "[DONE]"),
          frames.subList(2, frames.size()));
      var state = Json.read(user.get("/api/runs/" + run.run()).body());
      assertEquals("failed", state.get("state").asText());
      var kept = Json.read(user.get("/api/conversations/" + run.conversation()).body());
      var round = kept.get("rounds").get(0);
      assertEquals("failed", round.get("state").asText());
      assertTrue(
          round.get("messages").get(1).get("content").asText().startsWith("0@"), kept::toString);
      RunsServer.model().awaitLeft("chatty");
    }
  }

  /** Seven pieces of a kilobyte are just under 8 KiB by the count of a journal. */
  private static RunStream held(Client of, String until) {
    var prompt = "n=7 chars=1024 until=" + until;
    var run = RunStream.post(of, CHAT, RunsServer.chat("bulk", prompt));
    Awaitility.await("it has written all").until(() -> characters(run) == 7 * 1024);
    return run;
  }

  private static int characters(RunStream run) {
    return run.frames().stream()
        .filter(frame -> frame.data().contains("\"content\""))
        .mapToInt(frame -> frame.json().at("/choices/0/delta/content").asText().length())
        .sum();
  }

  private static int status(Client of, String run) {
    return of.get("/api/runs/" + run + "/events").status();
  }

  @Test
  void journalsOfAllRunsHaveALimitAndTheFirstEndedIsRemoved() {
    var user = client("hoarder");
    var other = client("other-hoarder");
    var late =
        RunStream.post(
            other, CHAT, RunsServer.chat("bulk", "n=1 chars=5120 after=late until=never"));
    var first = held(user, "first");
    var second = held(user, "second");
    try {
      // Two times 7,936 bytes are more than three quarters.
      var third = client("third-hoarder");
      for (var request : requests()) {
        var refused =
            Problem.of(503, third.post(request.getKey(), Client.JSON, request.getValue()));
        assertTrue(refused.retryAfter() > 0, refused::toString);
        assertTrue(refused.toString().contains("nearly reached their limit"), refused::toString);
      }
      assertEquals(0, conversations(third), "a refused request leaves no empty conversation");

      RunsServer.model().open("late");
      var frames = late.whole();
      assertEquals(
          "{\"error\":{\"message\":\"the journals of this node's runs have reached their"
              + " limit\",\"type\":\"execution_error\"}}",
          frames.get(frames.size() - 2).data());
      assertEquals(200, status(other, late.run()), "it is retained until its memory is needed");

      RunsServer.model().open("first");
      assertEquals("[DONE]", first.whole().getLast().data());
      RunsServer.model().open("second");
      assertEquals("[DONE]", second.whole().getLast().data());
      assertEquals(200, status(user, first.run()));

      try (var next = held(user, "next")) {
        assertEquals(404, status(other, late.run()), "the run that ended first is removed");
        assertEquals(404, status(user, first.run()));
        assertEquals(404, user.get("/api/runs/" + first.run()).status());
        assertEquals(200, status(user, second.run()));
        RunsServer.model().open("next");
        assertEquals("[DONE]", next.whole().getLast().data());
      }
    } finally {
      List.of(first, second, late).forEach(RunStream::close);
    }
  }

  @Test
  void aBodyMayBeAsLongAsAllowedAndNotOneByteLonger() {
    var user = client("sender");
    var whole = user.post(CHAT, Client.JSON, body(BODY_BYTES));
    assertEquals(200, whole.status(), whole::body);
    assertEquals(413, user.post(CHAT, Client.JSON, body(BODY_BYTES + 1)).status());
  }

  @Test
  void noEndpointReadsALongerBody() {
    var user = Client.of(server, Claims.of("flooder").inGroups("admin", "publisher"));
    var body = (" ".repeat(BODY_BYTES) + "{}").getBytes(StandardCharsets.UTF_8);
    try (var stream = user.stream("")) {
      var endpoints =
          List.of(
              "POST /api/chat/completions",
              "POST /api/agents/run",
              "POST /api/graphs",
              "PUT /api/graphs/any",
              "POST /api/graphs/execute",
              "PUT /api/tools/own/any",
              "PATCH /api/conversations/cv-any",
              "POST /api/conversations/cv-any/compact",
              "PATCH /api/connections/" + stream.connection(),
              "PUT /api/connections/" + stream.connection() + "/token",
              "POST /api/events",
              "POST /api/admin/revocations",
              "POST /v1/chat/completions",
              "POST /dev/token");
      for (var endpoint : endpoints) {
        var words = endpoint.split(" ", -1);
        assertEquals(413, user.send(words[0], words[1], Client.JSON, body).status(), endpoint);
      }
    }
  }

  private static String body(int bytes) {
    var frame = Json.write(Map.of("user_prompt", "#", "model_name", "plain", "stream", false));
    var filled = frame.replace("#", "x".repeat(bytes - frame.length() + 1));
    assertEquals(bytes, filled.getBytes(StandardCharsets.UTF_8).length);
    return filled;
  }
}
