package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;

/** Every refusal is problem+json that names the fault. */
@ResourceLock(SharedServer.LOCK)
class RefusalIT {

  private static final int EVENT_BYTES = 65_536;
  private static final int BODY_BYTES = 4 << 20;

  private final LibertyServer server = SharedServer.get();
  private Client publisher = Client.anonymous(server);

  @BeforeEach
  void signIn() {
    publisher = Client.publisher(server);
  }

  @Test
  void everyFieldAtFaultOfAnEventIsNamed() {
    var event =
        Map.of("type", "tidings.open", "priority", "urgent", "expires", "soon", "topic", "a//b");

    var problem = refused(400, event);

    assertEquals(Set.of("type", "priority", "expires", "topic"), problem.fields().keySet());
  }

  @Test
  void faultOfABatchIsNamedWithItsIndexAndNothingOfTheBatchIsAccepted() {
    try (var stream = publisher.stream("types=batch.**")) {
      var problem =
          refused(
              400, List.of(Map.of("type", "batch.good"), Map.of("data", 1), Map.of("type", "")));
      assertEquals(Set.of("[1].type", "[2].type"), problem.fields().keySet());

      publisher.publish(Map.of("type", "batch.after"));
      assertEquals("batch.after", stream.awaitEvents(1).getFirst().type());
    }
  }

  @Test
  void cloudEventWithoutItsRequiredAttributesIsRefused() {
    var answer = publisher.post("/api/events", Client.CLOUDEVENT, "{\"data\":1}");

    assertEquals(Set.of("specversion", "id", "type"), Problem.of(400, answer).fields().keySet());
  }

  @Test
  void batchOfCloudEventsIsRefusedWithTheIndexOfTheFault() {
    var answer =
        publisher.post(
            "/api/events",
            Client.BATCH,
            "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"},"
                + "{\"specversion\":\"0.3\",\"id\":\"2\",\"source\":\"s\",\"type\":\"t\"}]");

    assertEquals(Set.of("[1].specversion"), Problem.of(400, answer).fields().keySet());
  }

  @Test
  void faultOfABinaryModeEventIsNamed() {
    var request =
        publisher
            .request("/api/events")
            .header("ce-specversion", "1.0")
            .header("ce-id", "1")
            .header("ce-source", "s")
            .header("ce-type", "error")
            .header("Content-Type", Client.JSON)
            .POST(HttpRequest.BodyPublishers.ofString("{}"));

    assertEquals(Set.of("type"), Problem.of(400, publisher.send(request)).fields().keySet());
  }

  @Test
  void bodyThatIsNotJsonIsRefusedWithThePlaceOfTheFault() {
    var problem = Problem.of(400, publisher.post("/api/events", Client.JSON, "{\n\"type\" 1}"));

    assertTrue(problem.detail().contains("line 2"), problem.detail());
  }

  @ParameterizedTest
  @CsvSource({
    "types=a..b, types",
    "types=a*, types",
    "topics=**/x, topics",
    "format=xml, format",
    "session=, session"
  })
  void parameterThatCannotBeReadIsNamed(String query, String field) {
    var problem = Problem.of(400, publisher.subscribe(query));

    assertEquals(Set.of(field), problem.fields().keySet());
  }

  @Test
  void changeOfASubscriptionThatCannotBeReadIsNamed() {
    try (var stream = publisher.stream("types=a")) {
      var answer =
          publisher.send(
              "PATCH",
              "/api/connections/" + stream.connection(),
              Client.JSON,
              utf8("{\"subscribe\":{\"types\":[\"a..b\"]},\"unsubscribe\":{\"topics\":1}}"));

      assertEquals(
          Set.of("subscribe.types", "unsubscribe.topics"),
          Problem.of(400, answer).fields().keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/events", "/api/connections"})
  void callerWithoutATokenIsChallenged(String path) {
    var answer = Client.anonymous(server).get(path);

    Problem.of(401, answer);
    assertTrue(
        answer.header("WWW-Authenticate").startsWith("Bearer"), () -> answer.headers().toString());
  }

  @Test
  void publisherWithoutATokenIsChallenged() {
    var answer = Client.anonymous(server).post("/api/events", Client.JSON, "{\"type\":\"a\"}");

    Problem.of(401, answer);
    assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer"));
  }

  @Test
  void topicThatTheTokenDoesNotGrantIsRefusedAtSubscribe() {
    var alice = Client.of(server, Claims.of("alice").maySubscribe("orders/*"));

    for (var topics : List.of("invoices/1", "orders/**", "**", "orders/1,invoices/1")) {
      var problem = Problem.of(403, alice.subscribe("topics=" + topics));
      assertTrue(problem.detail().contains("topics"), problem.detail());
    }
  }

  @Test
  void publisherIsHeldToHisGrants() {
    var alice = Client.of(server, Claims.of("alice").mayPublish("orders/*"));
    alice.publish(Map.of("type", "a", "topic", "orders/1"));

    for (var event : List.of(Map.of("type", "a", "topic", "orders/1/x"), Map.of("type", "a"))) {
      var answer = alice.post("/api/events", Client.JSON, Json.write(event));
      var problem = Problem.of(403, answer);
      assertTrue(problem.detail().contains("topic"), problem.detail());
    }
  }

  @Test
  void unknownResourceIsNotFound() {
    Problem.of(404, publisher.send("PATCH", "/api/connections/c-no", Client.JSON, utf8("{}")));
    Problem.of(404, publisher.get("/api/nothing"));
  }

  @Test
  void methodThatIsNotTakenIsRefused() {
    Problem.of(405, publisher.send("PUT", "/api/events", Client.JSON, utf8("{}")));
  }

  @Test
  void subscriberWhoWantsNoEventStreamIsRefused() {
    var request = publisher.request("/api/events").header("Accept", "application/json").GET();

    Problem.of(406, publisher.send(request));
  }

  @Test
  void dataOf64KiBIsTakenAndOneByteMoreIsNot() {
    publisher.publish(Map.of("type", "big", "data", "x".repeat(EVENT_BYTES - 2)));

    var problem = refused(413, Map.of("type", "big", "data", "x".repeat(EVENT_BYTES - 1)));
    assertTrue(problem.detail().contains("65537"), problem.detail());
  }

  @Test
  void bodyOverItsBoundIsRefusedWithAndWithoutALength() {
    var body = new byte[BODY_BYTES + 1];

    Problem.of(413, publisher.send("POST", "/api/events", Client.JSON, body));
    var chunked =
        publisher
            .request("/api/events")
            .header("Content-Type", Client.JSON)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    Problem.of(413, publisher.send(chunked));
  }

  @Test
  void mediaTypeThatHoldsNoEventIsRefused() {
    var problem = Problem.of(415, publisher.post("/api/events", "text/plain", "hello"));

    assertTrue(problem.detail().contains("Content-Type"), problem.detail());
  }

  private Problem refused(int status, Object event) {
    return Problem.of(status, publisher.post("/api/events", Client.JSON, Json.write(event)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
