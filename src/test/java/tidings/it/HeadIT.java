package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.OpenApiDocument;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/** {@code HEAD} is answered by headers alone: it opens nothing, and displaces no connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(RunsServer.LOCK)
class HeadIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final LibertyServer server = RunsServer.get();

  private static Answer head(Client caller, String path) {
    return caller.send(
        caller
            .request(path)
            .timeout(SOON)
            .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
  }

  private int connections(Client of) {
    return Json.read(of.get("/api/connections").body()).get("connections").size();
  }

  /** Every described operation, with the id of a run that has not ended. */
  @Test
  void everyReadIsAnsweredByItsHeadAlone() {
    var user = Client.of(server, Claims.of("head").inGroups("admin"));
    var operations =
        OpenApiDocument.of(Client.anonymous(server).get("/openapi?format=JSON").body())
            .operations();
    try (var run = RunStream.post(user, "/api/chat/completions", chat())) {
      var statuses = new TreeMap<String, Integer>();
      for (var operation : operations) {
        if (!operation.startsWith("GET /api") && !operation.startsWith("GET /v1")) {
          continue;
        }
        var path = operation.substring("GET ".length());
        var id = path.startsWith("/api/runs") ? run.run() : "unknown";
        var answer = head(user, path.replaceAll("\\{[^}]*}", id));
        assertThat(answer.body()).as(path).isEmpty();
        statuses.put(path, answer.status());
      }
      assertThat(statuses).hasSizeGreaterThan(12);
      assertThat(statuses.values()).allMatch(status -> status == 200 || status == 404);
      assertThat(statuses)
          .containsAllEntriesOf(
              Map.of("/api/events", 200, "/api/events/poll", 200, "/api/runs/{id}/events", 200));
      assertThat(connections(user)).isZero();
    } finally {
      RunsServer.model().open("head");
    }
  }

  private static Map<String, Object> chat() {
    return RunsServer.chat("gate", "gate=head");
  }

  @Test
  void aHundredHeadsTakeNoPlaceAndEvictNoStream() {
    var user = Client.of(server, Claims.of("many-heads"));
    double before = server.metrics().get("tidings_connections");
    try (var live = user.stream("");
        var run =
            RunStream.post(
                user, "/api/chat/completions", RunsServer.chat("gate", "gate=many-heads"))) {
      double watchers = server.metrics().get("tidings_run_watchers");
      for (var path :
          List.of(
              "/api/events?types=a",
              "/api/events/poll?timeout=60",
              "/api/runs/" + run.run() + "/events",
              "/api/runs/" + run.run() + "/events?timeout=60")) {
        for (int i = 0; i < 25; i++) {
          assertThat(head(user, path).status()).as(path).isEqualTo(200);
        }
      }
      assertThat(connections(user)).as("the one stream").isEqualTo(1);
      assertThat(live.isEnded()).isFalse();
      assertThat(server.metrics().get("tidings_run_watchers")).isEqualTo(watchers);
    } finally {
      RunsServer.model().open("many-heads");
    }
    Awaitility.await("nothing is left")
        .until(() -> server.metrics().get("tidings_connections") <= before);
  }

  @Test
  void aHeadIsRefusedAsItsGetWouldBe() {
    var user = Client.of(server, Claims.of("head"));
    var nobody = Client.anonymous(server);
    var refused =
        Map.of(
            "/api/events?types=a..b", 400,
            "/api/events?topics=orders/1", 403,
            "/api/events/poll?timeout=61", 400,
            "/api/runs/r-unknown/events", 404,
            "/api/runs/r-unknown/events?timeout=x", 400);
    refused.forEach(
        (path, status) -> {
          assertThat(head(user, path).status()).as(path).isEqualTo(status);
          assertThat(user.get(path).status()).as(path).isEqualTo(status);
          assertThat(head(nobody, path).status()).as(path).isEqualTo(401);
        });
  }
}
