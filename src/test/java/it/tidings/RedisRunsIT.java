package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes and one Redis: any node serves any run, and a run does not die in silence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisRunsIT {

  private static final Duration TOLD = Duration.ofSeconds(30);

  private final RedisBroker redis = RedisBroker.start();
  private final LibertyServer one = node("redis-one");
  private final LibertyServer two = node("redis-two");

  private LibertyServer node(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .with("TIDINGS_NODE", name)
        .with("TIDINGS_REDIS_URL", redis.url())
        .with("TIDINGS_RUNS_LEASE", "6s")
        .start();
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
    redis.close();
  }

  private static Map<String, String> as(String user, LibertyServer server) {
    return Map.of("Authorization", "Bearer " + Tokens.dev(server, Claims.of(user)));
  }

  /** A run that goes on by itself: whoever started it leaves at once. */
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
  void whatRunsOnOneNodeIsWatchedOnAnotherFrameByFrame() {
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

  /** Late watchers get merged deltas: what they amount to is the same. */
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

  @Test
  void whoWatchesARunWhoseNodeDiesIsTold() {
    var doomed = node("redis-doomed");
    var run = started(doomed, "slow");
    try (var there = watch(two, run)) {
      there.awaitEvents(3);
      doomed.process().kill();
      long killed = System.nanoTime();
      var frames = toItsEnd(there);
      Measured.print(
          "ms from the death of a run's node until its watcher is told",
          (System.nanoTime() - killed) / 1_000_000);
      assertEquals(
          "{\"error\":{\"message\":\"the node that ran this is"
              + " gone\",\"type\":\"execution_error\"}}",
          frames.get(frames.size() - 2));
    } finally {
      doomed.close();
    }
    assertEquals("failed", state(two, run));
    assertEquals("failed", state(one, run));
  }
}
