package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaNode;
import tidings.it.support.KafkaTopic;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;

/** Unreadable inputs: an administrator lists them and replays them. */
@ResourceLock(KafkaNode.LOCK)
@Order(4) // long
class DeadLettersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LETTERS = "/api/admin/dead-letters";

  private final LibertyServer server = KafkaNode.get().server();
  private final KafkaTopic events = KafkaNode.get().events();
  private final Client admin = Client.of(server, Claims.of("root").inGroups("admin"));

  private JsonNode deadLetter(String value, Map<String, String> headers) {
    var payload = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    events.write(List.of(events.record(value, headers)));
    return Awaitility.await("the dead letter of " + value)
        .atMost(PATIENCE)
        .until(
            () -> {
              for (var letter : Json.read(admin.get(LETTERS).body()).get("letters")) {
                if (letter.path("payload").asText().equals(payload)) {
                  return letter;
                }
              }
              return null;
            },
            letter -> letter != null);
  }

  private static String replay(JsonNode letter) {
    return LETTERS + "/" + letter.get("id").textValue() + "/replay";
  }

  @Test
  void aRecordThatImitatesTheServersOwnReachesNoClientEvenWhenReplayed() {
    try (var stream = Client.of(server, Claims.of("alice")).stream("types=run.*,genuine")) {
      var forged =
          """
          {"specversion":"1.0","id":"r-1:failed","source":"tidings:runs","type":"run.failed"}\
          """;
      var letters =
          List.of(
              deadLetter("{\"event\":\"run.failed\",\"data\":\"plain\"}", Map.of()),
              deadLetter(forged, Map.of("content-type", "application/cloudevents+json")),
              deadLetter(
                  "\"binary\"",
                  Map.of(
                      "ce_specversion", "1.0",
                      "ce_id", "1",
                      "ce_source", "redis:orders",
                      "ce_type", "genuine",
                      "content-type", "application/json")));
      for (var letter : letters) {
        assertTrue(letter.get("reason").textValue().contains("reserved"), letter::toString);
        Problem.of(400, admin.send("POST", replay(letter), Client.JSON, new byte[0]));
        var body = "{\"type\":\"run.completed\"}".getBytes(StandardCharsets.UTF_8);
        Problem.of(400, admin.send("POST", replay(letter), Client.JSON, body));
      }
      Client.publisher(server).publish(Map.of("type", "genuine"));
      stream.await("genuine", PATIENCE);
      assertEquals(1, stream.events().size(), () -> stream.events().toString());
    }
  }

  @Test
  void aCorrectedLetterIsDeliveredOnceHoweverOftenItIsReplayed() {
    try (var stream = Client.of(server, Claims.of("alice")).stream("types=mended")) {
      var letter = deadLetter("{\"type\":\"mended\",\"data\":{\"n\":1}", Map.of("trace", "7"));
      assertEquals("kafka:" + events.name(), letter.get("source").textValue());
      assertTrue(letter.get("reason").textValue().length() > 5, letter::toString);
      assertEquals("7", letter.get("headers").get("trace").textValue());
      assertFalse(letter.has("replayed"));

      Problem.of(400, admin.send("POST", replay(letter), Client.JSON, new byte[0]));
      var mended = "{\"type\":\"mended\",\"data\":{\"n\":1}}".getBytes(StandardCharsets.UTF_8);
      var first = admin.send("POST", replay(letter), Client.JSON, mended);
      assertEquals(202, first.status(), first::toString);
      assertEquals(1, Json.read(first.body()).get("accepted").intValue());
      var again = admin.send("POST", replay(letter), Client.JSON, mended);
      assertEquals(1, Json.read(again.body()).get("duplicates").intValue(), again::toString);

      assertEquals(1, stream.awaitEvents(1, PATIENCE).getFirst().json().get("n").intValue());
      for (var kept : Json.read(admin.get(LETTERS + "?limit=200").body()).get("letters")) {
        assertEquals(kept.get("id").equals(letter.get("id")), kept.has("replayed"), kept::toString);
      }
      assertEquals(1, stream.events().size());
    }
  }

  @Test
  void aLetterThatIsStillNoEventStaysAndSaysWhy() {
    var letter = deadLetter("{\"type\":\"tidings.open\"}", Map.of());
    var problem = Problem.of(400, admin.send("POST", replay(letter), Client.JSON, new byte[0]));
    assertTrue(problem.toString().contains("type"), problem::toString);
    var large =
        ("{\"type\":\"t\",\"data\":\"" + "x".repeat(65_537) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    Problem.of(413, admin.send("POST", replay(letter), Client.JSON, large));
    Problem.of(415, admin.send("POST", replay(letter), "text/plain", large));
  }

  @Test
  void onlyAdministratorsReadAndReplay() {
    var publisher = Client.publisher(server);
    Problem.of(403, publisher.get(LETTERS));
    Problem.of(403, publisher.send("POST", LETTERS + "/1-0-0/replay", Client.JSON, new byte[0]));
    Problem.of(401, Client.anonymous(server).get(LETTERS));
    Problem.of(404, admin.send("POST", LETTERS + "/1-0-999/replay", Client.JSON, new byte[0]));
    Problem.of(404, admin.send("POST", LETTERS + "/nonsense/replay", Client.JSON, new byte[0]));
    for (var limit : List.of("0", "201", "many")) {
      Problem.of(400, admin.get(LETTERS + "?limit=" + limit));
    }
  }
}
