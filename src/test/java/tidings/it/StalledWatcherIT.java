package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Watchers of a run that do not read: they delay neither the run nor its other watchers. */
@ResourceLock(RunsServer.LOCK)
class StalledWatcherIT {

  private static final int EACH = 3;
  private static final int PIECES = 400;
  private static final int CHARACTERS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LibertyServer server = RunsServer.get();
  private final String token = Tokens.dev(server, Claims.of("staller"));
  private final Client client = Client.bearer(server, token);

  @Test
  void stalledWatchersDelayNoOtherAndReceiveEverythingWhenTheyContinue() {
    var prompt = "n=%d chars=%d after=all-watch until=all-stuck".formatted(PIECES, CHARACTERS);
    var asked = Map.of("user_prompt", prompt, "model_name", "bulk", "temporary", true);
    var stalled = new ArrayList<SseClient>();
    var healthy = new ArrayList<RunStream>();
    try (var run = RunStream.post(client, "/api/chat/completions", asked)) {
      var path = "/api/runs/" + run.run() + "/events";
      for (int i = 0; i < EACH; i++) {
        stalled.add(SseClient.stalled(server, path, Map.of("Authorization", "Bearer " + token)));
        healthy.add(RunStream.watch(client, run.run()));
      }
      RunsServer.model().open("all-watch");
      for (var watcher : healthy) {
        Awaitility.await("a healthy watcher has all but the end")
            .atMost(PATIENCE)
            .until(() -> characters(watcher.frames()) == PIECES * CHARACTERS);
      }
      RunsServer.model().open("all-stuck");
      for (var watcher : healthy) {
        assertEquals("[DONE]", watcher.whole().getLast().data());
      }
      var state = Json.read(client.get("/api/runs/" + run.run()).body());
      assertEquals("completed", state.get("state").asText());

      for (var watcher : stalled) {
        assertEquals(List.of(), watcher.events());
        watcher.resume();
        watcher.awaitEnd(PATIENCE);
        var late = watcher.events();
        assertEquals("[DONE]", late.getLast().data());
        assertEquals(PIECES * CHARACTERS, characters(late));
        assertTrue(late.size() < PIECES / 2, "it was not behind: " + late.size() + " frames");
      }
    } finally {
      stalled.forEach(SseClient::close);
      healthy.forEach(RunStream::close);
    }
  }

  private static int characters(List<SseEvent> frames) {
    int characters = 0;
    for (var frame : frames) {
      int begin = frame.data().indexOf("\"content\":\"");
      if (begin >= 0) {
        characters += frame.data().indexOf('"', begin + 11) - begin - 11;
      }
    }
    return characters;
  }
}
