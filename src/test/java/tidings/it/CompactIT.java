package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.Promptness;
import tidings.it.support.RunsServer;

/** A long conversation continues with a summary of itself. */
@ResourceLock(RunsServer.LOCK)
class CompactIT {

  private final Client client = RunsServer.client("summer");

  private String say(String text, String conversation) {
    var body = new HashMap<String, Object>(RunsServer.chat("plain", text));
    body.put("stream", false);
    if (!conversation.isEmpty()) {
      body.put("conversation_id", conversation);
    }
    var answer = client.post("/api/chat/completions", Client.JSON, Json.write(body));
    assertEquals(200, answer.status(), answer::body);
    var id = Json.read(answer.body()).get("conversation_id").textValue();
    Awaitility.await("its title, which comes after the answer")
        .until(() -> client.get("/api/conversations/" + id).body().contains("\"A title\""));
    return id;
  }

  private static Answer compact(Client by, String conversation, Object body) {
    return by.post(
        "/api/conversations/" + conversation + "/compact", Client.JSON, Json.write(body));
  }

  @Test
  void aSummaryReplacesTheMessagesAndIsSentToTheModelNext() {
    var conversation = say("one apple", "");
    say("two pears", conversation);
    var answer = compact(client, conversation, Map.of("model_name", "plain"));
    assertEquals(200, answer.status(), answer::body);
    assertEquals("Hello, world", Json.read(answer.body()).get("summary").textValue());
    var after = Json.read(client.get("/api/conversations/" + conversation).body());
    assertEquals(2, after.get("round_count").intValue());
    assertEquals(1, after.get("rounds").size());
    var round = after.get("rounds").get(0);
    assertEquals(2, round.at("/detail/summary/rounds").intValue());
    assertEquals("Hello, world", round.at("/messages/0/content").textValue());
    say("three plums", conversation);
    var rounds = Json.read(client.get("/api/conversations/" + conversation).body()).get("rounds");
    assertEquals(2, rounds.size());
    assertTrue(rounds.get(1).toString().contains("three plums"));
  }

  @Test
  void conversationThatCannotBeSummarisedIsRejected() {
    var conversation = say("one apple", "");
    var bob = RunsServer.client("bob");
    assertEquals(404, compact(bob, conversation, Map.of("model_name", "plain")).status());
    assertEquals(404, compact(client, "cv-none", Map.of("model_name", "plain")).status());
    var nameless = compact(client, conversation, Map.of());
    assertEquals(400, nameless.status());
    assertTrue(nameless.body().contains("model_name"), nameless::body);
    var before = client.get("/api/conversations/" + conversation).body();
    // The run fails, only reasons, or wants to call a tool.
    for (var model : List.of("error", "thinker", "tools")) {
      Problem.of(502, compact(client, conversation, Map.of("model_name", model)));
      assertEquals(before, client.get("/api/conversations/" + conversation).body(), model);
    }
  }

  @Test
  void aSummaryIsARunThatCanBeCancelledAndThenNothingIsChanged() {
    var conversation = say("gate=summing", "");
    var before = client.get("/api/conversations/" + conversation).body();
    var answer =
        CompletableFuture.supplyAsync(
            () -> compact(client, conversation, Map.of("model_name", "gate")));
    RunsServer.model().awaitSeen("user: gate=summing");
    var running = Json.read(client.get("/api/runs").body()).get("runs");
    assertEquals(1, running.size(), running::toString);
    assertFalse(running.get(0).hasNonNull("conversation_id"), "it is not stored");

    long cancelled = System.currentTimeMillis();
    var run = running.get(0).get("run_id").asText();
    assertEquals(202, client.post("/api/runs/" + run + "/cancel", Client.JSON, "").status());
    long left = RunsServer.model().awaitLeft("user: gate=summing") - cancelled;
    Promptness.assertWithin(Duration.ofSeconds(1), Duration.ofMillis(left), "the model is left");
    Problem.of(409, answer.join());
    assertEquals(before, client.get("/api/conversations/" + conversation).body());
  }
}
