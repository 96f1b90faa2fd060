package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tidings.it.support.GraphBuilder.graph;
import static tidings.runs.model.ScriptedModel.NAME;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.PostgresServer;
import tidings.it.support.RedisBroker;
import tidings.it.support.RunStream;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/**
 * Two nodes, one Redis and one PostgreSQL: any node serves any run, and the death of a run is
 * reported.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(3) // long, and much of it waits
class RedisRunsIT {

  private static final Duration TOLD = Duration.ofSeconds(30);

  private final RedisBroker redis = RedisBroker.start();
  private final PostgresServer postgres = PostgresServer.start("redis-runs-postgres");
  private final LibertyServer one = node("redis-one");
  private final LibertyServer two = node("redis-two");

  private LibertyServer node(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .with("TIDINGS_NODE", name)
        .with("TIDINGS_REDIS_URL", redis.url())
        .with("TIDINGS_DATABASE_URL", postgres.url())
        .with("TIDINGS_OUTBOX", "false")
        .with("TIDINGS_RUNS_LEASE", "6s")
        .with("TIDINGS_REDIS_LEASE", "3s")
        .start();
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
    redis.close();
    postgres.close();
  }

  private static Map<String, String> as(String user, LibertyServer server) {
    return Map.of("Authorization", "Bearer " + Tokens.dev(server, Claims.of(user)));
  }

  /** A run that continues by itself: its client disconnects immediately. */
  private static String started(LibertyServer server, String prompt) {
    var request =
        HttpRequest.newBuilder(server.uri("/api/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    Json.write(Map.of("user_prompt", prompt, "model_name", "scripted"))));
    as("alice", server).forEach(request::header);
    try (var http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      response.body().close();
      return response.headers().firstValue("Tidings-Run").orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static SseClient watch(LibertyServer server, String run) {
    return SseClient.open(server, "/api/runs/" + run + "/events", as("alice", server));
  }

  private static List<String> toItsEnd(SseClient stream) {
    Awaitility.await("the run's end").atMost(TOLD).until(() -> isDone(stream));
    return stream.events().stream().map(SseEvent::data).toList();
  }

  private static boolean isDone(SseClient stream) {
    var events = stream.events();
    return !events.isEmpty() && events.getLast().data().equals("[DONE]");
  }

  private static String state(LibertyServer server, String run) {
    var answer = Client.with(server, as("alice", server)).get("/api/runs/" + run);
    assertEquals(200, answer.status(), answer::body);
    return Json.read(answer.body()).get("state").textValue();
  }

  @Test
  void runOfOneNodeIsWatchedOnAnotherFrameByFrame() {
    var run = started(one, "hello");
    try (var here = watch(one, run);
        var there = watch(two, run)) {
      assertEquals(text(toItsEnd(here)), text(toItsEnd(there)));
      assertTrue(text(toItsEnd(there)).contains("scripted model"));
    }
    assertEquals("completed", state(two, run));
    try (var later = watch(two, run)) {
      assertTrue(text(toItsEnd(later)).contains("scripted model"));
    }
  }

  /** Late watchers receive merged deltas: the joined text is the same. */
  private static String text(List<String> frames) {
    var text = new StringBuilder();
    for (var frame : frames) {
      var delta = frame.replaceAll("(?s).*\"(?:reasoning_)?content\":\"(.*?)\"}.*", "$1");
      text.append(delta);
    }
    return text.toString();
  }

  @Test
  void aRunIsCancelledFromAnotherNode() {
    var run = started(one, "slow");
    try (var there = watch(two, run)) {
      there.awaitEvents(3);
      var path = "/api/runs/" + run + "/cancel";
      var answer = Client.with(two, as("alice", two)).post(path, Client.JSON, "{}");
      assertEquals(202, answer.status(), answer::body);
      var frames = toItsEnd(there);
      assertEquals(
          "{\"error\":{\"message\":\"the run was cancelled\",\"type\":\"cancelled\"}}",
          frames.get(frames.size() - 2));
    }
    Awaitility.await().until(() -> state(one, run).equals("cancelled"));
    assertEquals("cancelled", state(two, run));
  }

  @Test
  void anothersRunIsNotThereOnAnyNode() {
    var run = started(one, "hello");
    for (var server : List.of(one, two)) {
      var bob = Client.with(server, as("bob", server));
      assertEquals(404, bob.get("/api/runs/" + run).status());
      assertEquals(404, bob.get("/api/runs/" + run + "/events").status());
      assertEquals(404, bob.post("/api/runs/" + run + "/cancel", Client.JSON, "{}").status());
      assertEquals(0, Json.read(bob.get("/api/runs").body()).get("runs").size());
    }
  }

  private static Client client(LibertyServer server) {
    return Client.with(server, as("alice", server));
  }

  @Test
  void watcherThatResumesOnAnotherNodeReceivesTheSameBytes() {
    var live = new ArrayList<RunStream>();
    var asked = Map.of("user_prompt", "hello", "model_name", "scripted");
    try (var run = RunStream.post(client(one), "/api/chat/completions", asked)) {
      while (!run.isEnded()) {
        run.frames().stream()
            .skip(live.size())
            .forEach(
                frame -> live.add(RunStream.resume(client(two), run.run(), frame.lastEventId())));
        LockSupport.parkNanos(1_000_000);
      }
      var uncut = run.whole();
      // Words that arrive together are one frame.
      assertTrue(uncut.size() > 10, () -> "only " + run.data());
      for (int i = 0; i < live.size(); i++) {
        var resumed = new ArrayList<>(uncut.subList(0, i + 1));
        resumed.addAll(live.get(i).whole());
        assertEquals(Golden.of(uncut), Golden.of(resumed), "cut live after frame " + (i + 1));
      }
      for (var frame : uncut) {
        assertEquals(
            bytes(one, run.run(), frame.lastEventId()),
            bytes(two, run.run(), frame.lastEventId()),
            "behind " + frame);
      }
      assertEquals(bytes(one, run.run(), ""), bytes(two, run.run(), ""));
    } finally {
      live.forEach(RunStream::close);
    }
  }

  /** The rest of a run; empty after its last frame. */
  private static String bytes(LibertyServer server, String run, String lastEventId) {
    var client = client(server);
    var request = client.request("/api/runs/" + run + "/events");
    var answer = client.send(request.header("Last-Event-ID", lastEventId).GET());
    assertEquals(answer.body().isEmpty() ? 204 : 200, answer.status(), answer::body);
    return answer.body();
  }

  /** The limit of streams per user, which is configured by default. */
  private static final int STREAMS = 20;

  private static List<SseClient> streams(String user, int many, LibertyServer... servers) {
    var opening = new ArrayList<Future<SseClient>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        var server = servers[i % servers.length];
        opening.add(executor.submit(() -> Client.with(server, as(user, server)).stream("")));
      }
    }
    return opening.stream().map(Future::resultNow).toList();
  }

  private static long open(List<SseClient> streams) {
    return streams.stream().filter(stream -> !stream.isEnded()).count();
  }

  @Test
  void ofStreamsOpenedOnTwoNodesAtOnceTheLimitRemainsExactly() {
    var streams = streams("carol", STREAMS + 1, one, two);
    try {
      Awaitility.await().until(() -> open(streams) == STREAMS);
      var replaced = streams.stream().filter(SseClient::isEnded).toList();
      assertEquals(1004, replaced.getFirst().await("tidings.close").json().get("code").intValue());
      Awaitility.await()
          .during(Duration.ofSeconds(3))
          .atMost(TOLD)
          .until(() -> open(streams) == STREAMS);
    } finally {
      streams.forEach(SseClient::close);
    }
  }

  private void assertPlacesAreFree(String user) {
    var streams = streams(user, STREAMS, one);
    try {
      Awaitility.await()
          .during(Duration.ofSeconds(3))
          .atMost(TOLD)
          .until(() -> open(streams) == STREAMS);
    } finally {
      streams.forEach(SseClient::close);
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void runsOfADeadNodeFailForAllWatchersAndItsGraphResumesOnAnother() {
    var run = started(two, "slow");
    var unwatched = started(two, "slow, and nobody watches");
    var lined = graph("lined").node("a", NAME, "{start}").node("b", NAME, "slow {a}", "a");
    String kept;
    var lost = streams("dave", STREAMS, two);
    try (var atOne = client(one).stream("types=run.failed");
        var there = watch(one, run);
        var graph = lined.run(client(two), "hello")) {
      there.awaitEvents(3);
      var conversations = List.of(conversation(run), conversation(unwatched));
      conversations.forEach(id -> awaitRound(id, "running"));
      kept = graph.conversation();
      awaitCheckpoint(kept);
      two.process().kill();
      long killed = System.nanoTime();
      var frames = toItsEnd(there);
      Measured.print(
          "ms from the death of a run's node until its watcher knows",
          (System.nanoTime() - killed) / 1_000_000);
      assertEquals(
          "{\"error\":{\"message\":\"the node of this run has"
              + " failed\",\"type\":\"execution_error\"}}",
          frames.get(frames.size() - 2));

      Awaitility.await("the owner receives all three")
          .atMost(TOLD)
          .untilAsserted(
              () ->
                  assertEquals(
                      Stream.of(run, unwatched, graph.run()).sorted().toList(),
                      atOne.events().stream()
                          .map(event -> event.json().get("run_id").asText())
                          .sorted()
                          .toList()));
      conversations.forEach(id -> awaitRound(id, "failed"));
    }
    assertEquals("failed", state(one, run));
    assertEquals("failed", state(one, unwatched));
    assertEquals("{\"runs\":[]}", client(one).get("/api/runs").body());
    assertGoesOnBehindItsFirstNode(kept);
    lost.forEach(SseClient::close);
    assertPlacesAreFree("dave");
  }

  private void awaitCheckpoint(String conversation) {
    Awaitility.await("a checkpoint of " + conversation)
        .atMost(TOLD)
        .until(() -> kept(conversation).contains("\"checkpoint\""));
  }

  private void assertGoesOnBehindItsFirstNode(String conversation) {
    var goOn = Map.of("conversation_id", conversation, "continue_from_checkpoint", true);
    try (var rest = RunStream.post(client(one), "/api/graphs/execute", goOn)) {
      rest.awaitData("\"node_start\",\"node_name\":\"b\"");
      assertTrue(
          rest.data().stream().noneMatch(frame -> frame.contains("\"node_name\":\"a\"")),
          () -> rest.data().toString());
      var cancel = "/api/runs/" + rest.run() + "/cancel";
      assertEquals(202, client(one).post(cancel, Client.JSON, "{}").status());
    }
  }

  private String kept(String conversation) {
    return client(one).get("/api/conversations/" + conversation).body();
  }

  private String conversation(String run) {
    return Json.read(client(one).get("/api/runs/" + run).body()).get("conversation_id").asText();
  }

  /** Waits until a round has been saved with some words of the answer. */
  private void awaitRound(String conversation, String state) {
    Awaitility.await("the round of " + conversation + " is " + state)
        .atMost(TOLD)
        .untilAsserted(
            () -> {
              var kept = kept(conversation);
              var round = Json.read(kept).get("rounds").get(0);
              assertEquals(state, round.get("state").asText(), kept);
              assertEquals(2, round.get("messages").size(), kept);
            });
  }
}
