package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tidings.it.support.GraphBuilder.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Golden;
import tidings.it.support.GraphBuilder;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/**
 * The state that a killed server with its log in memory leaves behind: graphs that the next one
 * resumes, and revocations.
 */
@Tag("soak")
class GraphCheckpointIT {

  private static final String EXECUTE = "/api/graphs/execute";

  @Test
  void aKilledGraphResumesWhereItWas(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder);
    String line;
    String handed;
    var killed = start(folder);
    try {
      var client = client(killed);
      try (var run = lined().run(client, "in-line");
          var other = handing().run(client, "by-hand")) {
        line = run.conversation();
        handed = other.conversation();
        RunsServer.model().awaitSeen("gate=line after A in-line");
        RunsServer.model().awaitSeen("gate=hand");
        awaitCheckpoint(client, line);
        awaitCheckpoint(client, handed);
        revoke(killed, "phoenix-lost");
        killed.process().kill();
      }
    } finally {
      killed.close();
    }
    try (var next = start(folder)) {
      var client = client(next);
      RunsServer.model().open("line");
      RunsServer.model().open("hand");
      var interrupted = Json.read(client.get("/api/conversations/" + line).body());
      assertEquals("failed", interrupted.get("rounds").get(0).get("state").asText());
      var revoked = Client.of(next, Claims.of("phoenix-lost"));
      Problem.of(401, revoked.get("/api/connections"));

      try (var run = RunStream.post(client, EXECUTE, resume(line))) {
        var frames = Golden.of(run.whole());
        assertTrue(
            frames.stream().noneMatch(frame -> frame.contains("\"error\"")), frames::toString);
        var complete = Json.read(frames.get(frames.size() - 3));
        assertEquals("Z through", complete.get("final_result").asText());
        assertEquals(
            Json.read("[[\"start\",\"a\"],[\"g\"],[\"z\"]]"), complete.get("execution_chain"));
        assertEquals(1, RunsServer.model().seen("\"A in-line\"").size(), "a is not asked again");
      }
      try (var run = RunStream.post(client, EXECUTE, resume(handed))) {
        var frames = Golden.of(run.whole());
        var complete = Json.read(frames.get(frames.size() - 3));
        assertEquals("through", complete.get("final_result").asText());
        assertEquals(Json.read("[[\"start\",\"a\"],[\"b\"]]"), complete.get("execution_chain"));
      }
    }
  }

  private static LibertyServer start(Path folder) {
    return RunsServer.plan("runs-killed")
        .with("TIDINGS_DATABASE_URL", "jdbc:h2:file:" + folder.resolve("kept"))
        .start();
  }

  private static void revoke(LibertyServer server, String user) {
    var admin = Client.of(server, Claims.of("root").inGroups("admin"));
    var body = Json.write(Map.of("user", user, "until", "2999-01-01T00:00:00Z"));
    assertEquals(202, admin.post("/api/admin/revocations", Client.JSON, body).status());
  }

  private static Client client(LibertyServer server) {
    return Client.of(server, Claims.of("phoenix"));
  }

  private static GraphBuilder lined() {
    return graph("lined")
        .node("a", "echo", "A {start}")
        .node("g", "gate", "gate=line after {a}", "a")
        .node("z", "echo", "Z {g}", "g");
  }

  private static GraphBuilder handing() {
    return graph("handing").handing("a", 1, "b").node("b", "gate", "gate=hand");
  }

  private static Map<String, Object> resume(String conversation) {
    return Map.of("conversation_id", conversation, "continue_from_checkpoint", true);
  }

  /**
   * A model sends nothing at a gate, so the stored state is the one at that point. H2 writes to its
   * file within half a second, which is what a killed server may lose.
   */
  private static void awaitCheckpoint(Client client, String conversation) {
    Awaitility.await("a checkpoint")
        .atMost(Duration.ofSeconds(10))
        .during(Duration.ofSeconds(1))
        .until(
            () ->
                client.get("/api/conversations/" + conversation).body().contains("\"checkpoint\""));
  }
}
