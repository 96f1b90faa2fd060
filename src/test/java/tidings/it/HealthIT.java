package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Metrics;
import tidings.it.support.SharedServer;

/** The view of an orchestrator and a scraper on a healthy server. */
@ResourceLock(SharedServer.LOCK)
class HealthIT {

  private final LibertyServer server = SharedServer.get();

  @Test
  void eachProbeAnswersWhatItIsAskedAndNoMore() {
    assertEquals(Map.of("application", "UP"), checks("/health/started"));
    assertEquals(Map.of("process", "UP"), checks("/health/live"));
    assertEquals(
        Map.of("log", "UP", "sources", "UP", "revocations", "UP", "capacity", "UP"),
        checks("/health/ready"));
  }

  private Map<String, String> checks(String path) {
    var answer = Client.anonymous(server).get(path);
    assertEquals(200, answer.status(), answer::body);
    var checks = Json.read(answer.body()).get("checks").spliterator();
    return StreamSupport.stream(checks, false)
        .collect(Collectors.toMap(check -> text(check, "name"), check -> text(check, "status")));
  }

  private static String text(JsonNode node, String name) {
    return node.get(name).textValue();
  }

  @Test
  void metricsFollowAnEventOnItsWay() {
    var publisher = Client.publisher(server);
    try (var stream = Client.of(server, Claims.of("metric")).stream("types=metric")) {
      var before = server.metrics();
      // One write in 32 is timed; with this many, one is almost certainly timed.
      for (int i = 0; i < 500; i++) {
        publisher.publish(Map.of("type", "metric", "user", "metric", "id", "m" + i));
      }
      publisher.publish(Map.of("type", "metric", "user", "metric", "id", "m0"));
      stream.awaitEvents(500);

      Awaitility.await("the counters")
          .untilAsserted(
              () -> {
                assertGrown(500, before, "tidings_events_total");
                assertGrown(500, before, "tidings_frames_queued_total");
                assertGrown(1, before, "tidings_duplicates_total");
                assertGrown(500, before, "tidings_frames_written_total");
                assertGrown(1, before, "tidings_ingest_to_write_seconds_count");
              });
      var now = server.metrics();
      assertTrue(now.get("tidings_connections") >= 1);
      Awaitility.await("nothing waits, when no other stream is written to")
          .untilAsserted(
              () -> {
                var metrics = server.metrics();
                assertEquals(0, metrics.get("tidings_queue_depth"));
                assertEquals(0, metrics.get("tidings_queue_depth_max"));
              });
      assertEquals(0, now.get("tidings_dead_letters_total{source=\"kafka\"}"));
      assertTrue(now.get("tidings_ingest_to_write_seconds{quantile=\"0.99\"}") > 0);
      for (var reason : List.of("slow-consumer", "conflated", "expired", "low")) {
        assertTrue(now.get("tidings_frames_dropped_total{reason=\"" + reason + "\"}") >= 0);
      }
      for (var reason : List.of("slow-consumer", "shutdown", "token-expired")) {
        assertTrue(now.get("tidings_streams_closed_total{reason=\"" + reason + "\"}") >= 0);
      }
    }
  }

  private void assertGrown(int least, Metrics before, String name) {
    double growth = server.metrics().get(name) - before.get(name);
    assertTrue(growth >= least, () -> name + " has grown by " + growth);
  }
}
