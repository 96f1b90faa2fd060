package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.MarkdownPage;
import tidings.it.support.SseEvent;

/**
 * A node that pushes events and has no runs, in a server of somebody else's: the {@code server.xml}
 * of {@code src/docs/liberty.md}, configured in each way that the page names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class FeaturesIT {

  private static final Path DATA = Path.of("target/it/push-only-data").toAbsolutePath();

  private final LibertyServer server =
      LibertyServer.named("push-only")
          .withServerXml(
              new MarkdownPage(Path.of("src/docs/liberty.md"))
                  .block("## How do I run the WAR in my own server?", "xml")
                  .replace("/push", "/"))
          .withDevIdentity()
          .with("TIDINGS_FEATURES", "push")
          .withFile("variables/tidings.data", DATA.toString())
          .withFile(
              "configDropins/overrides/own.xml",
              "<server><variable name='tidings.heartbeat' value='20s'/></server>")
          .withFile("bootstrap.properties", "tidings.model.names=a")
          .start();

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void noCallOfRunsIsServed() {
    var admin = Client.of(server, Claims.of("admin").inGroups("admin", "publisher"));
    for (var path :
        List.of(
            "/v1/models",
            "/v1/chat/completions",
            "/api/runs",
            "/api/conversations",
            "/api/graphs",
            "/api/tools")) {
      assertThat(admin.get(path).status()).as(path).isEqualTo(404);
    }
    for (var path :
        List.of("/v1/chat/completions", "/api/chat/completions", "/api/agents/run", "/v1/none")) {
      var refused = admin.post(path, Client.JSON, "{\"model\":\"scripted\",\"messages\":[]}");
      assertThat(refused.status()).as(path).isEqualTo(404);
    }
    assertThat(admin.post("/v1/chat/completions", Client.JSON, "{}").body()).contains("\"error\"");
    assertThat(admin.get("/openapi?format=JSON").body())
        .contains("/api/events")
        .doesNotContain("\"/v1/", "\"/api/runs", "\"/api/tools");
    assertThat(Json.write(Json.read(admin.get("/auth/me").body()).get("features")))
        .isEqualTo("[\"push\"]");
    assertThat(server.metrics().text()).doesNotContain("tidings_runs");
  }

  /** A server without a line of its own about logging prints no information on its console. */
  private static String messages() throws IOException {
    return Files.readString(Path.of("target/it/push-only/servers/defaultServer/logs/messages.log"));
  }

  @Test
  void eachWayToConfigureItCounts() throws IOException {
    assertThat(messages())
        .contains("\"tidings.heartbeat\":\"20s\"")
        .contains("\"tidings.data\":\"" + DATA + "\"")
        .contains("\"tidings.model.names\":\"a\"")
        .contains("\"tidings.features\":\"push\"");
    var nobody = Client.anonymous(server);
    assertThat(nobody.get("/").body()).contains("<title>Tidings");
    assertThat(nobody.get("/api/connections").status()).isEqualTo(401);
  }

  @Test
  void noDatabaseIsOpened() throws IOException {
    assertThat(DATA.resolve("conversations.mv.db")).doesNotExist();
    assertThat(messages())
        .contains("Tidings starts")
        .doesNotContain("Conversations are stored")
        .doesNotContain("has no effect");
  }

  @Test
  void eventsAndRevocationsWork() {
    var alice = Client.of(server, Claims.of("alice"));
    try (var stream = alice.stream("types=hello")) {
      Client.publisher(server).publish(Map.of("type", "hello", "user", "alice", "data", 1));
      assertThat(stream.awaitEvents(1)).extracting(SseEvent::data).containsExactly("1");
    }
    var mallory = Client.of(server, Claims.of("mallory"));
    var admin = Client.of(server, Claims.of("admin").inGroups("admin"));
    var revoked =
        admin.post(
            "/api/admin/revocations",
            Client.JSON,
            "{\"user\":\"mallory\",\"until\":\"2099-01-01T00:00:00Z\"}");
    assertThat(revoked.status()).isEqualTo(202);
    assertThat(mallory.get("/api/connections").status()).isEqualTo(401);
    assertThat(DATA.resolve("revocations")).exists();
    assertThat(Files.exists(DATA.resolve("revocations.next"))).isFalse();
  }
}
