package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;

/**
 * Operations that one publisher must not perform on the events of another, or in the name of the
 * server.
 */
@ResourceLock(SharedServer.LOCK)
class IntegrityIT {

  private static final String ROOM = "integrity/room";

  private final LibertyServer server = SharedServer.get();
  private final Client billing = granted("billing");
  private final Client mallory = granted("mallory");

  private Client granted(String user) {
    return Client.of(server, Claims.of(user).mayPublish("integrity/*"));
  }

  private SseClient listen(String query) {
    return Client.of(server, Claims.of("reader").maySubscribe("integrity/*")).stream(query);
  }

  private static String cloudEvent(String type, String source, String id, String data) {
    return """
    {"specversion":"1.0","type":"%s","source":"%s","id":"%s","topic":"%s","data":"%s"}\
    """
        .formatted(type, source, id, ROOM, data);
  }

  private static int count(Answer answer, String member) {
    assertEquals(202, answer.status(), answer::body);
    return Json.read(answer.body()).get(member).intValue();
  }

  @Test
  void aPublisherCannotMakeAnEventOfAnotherADuplicate() {
    try (var stream = listen("topics=integrity/*&types=invoice.*&format=cloudevents")) {
      var forged = cloudEvent("invoice.sent", "/billing", "invoice-4711", "forged");
      var real = cloudEvent("invoice.sent", "/billing", "invoice-4711", "real");
      assertEquals(1, count(mallory.post("/api/events", Client.CLOUDEVENT, forged), "accepted"));
      assertEquals(1, count(billing.post("/api/events", Client.CLOUDEVENT, real), "accepted"));
      assertEquals(1, count(billing.post("/api/events", Client.CLOUDEVENT, real), "duplicates"));
      var renewed = granted("billing");
      assertEquals(
          1,
          count(renewed.post("/api/events", Client.CLOUDEVENT, real), "duplicates"),
          "another token of the same user");

      var events = stream.awaitEvents(2).stream().map(SseEvent::json).toList();
      assertEquals(
          List.of("user:mallory", "user:billing"),
          events.stream().map(event -> event.get("publisher").textValue()).toList());
      assertEquals(
          List.of("forged", "real"),
          events.stream().map(event -> event.get("data").textValue()).toList());
      assertEquals(ROOM, events.getLast().get("topic").textValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "run.failed, /a, type",
    "Run.Failed, /a, type",
    "conversation.updated, /a, type",
    "row.inserted, /a, type",
    "approval.requested, /a, type",
    "audit.admin, /a, type",
    "t, tidings:runs, source",
    "t, TIDINGS:runs, source",
    "t, postgres:tidings_outbox, source",
    "t, redis:orders, source",
    "t, kafka:tidings.events, source"
  })
  void aNameOfTheServersIsRefusedInEveryMode(String type, String source, String field) {
    var administrator = Client.of(server, Claims.of("root").inGroups("publisher", "admin"));
    for (var publisher : List.of(mallory, administrator)) {
      var event = cloudEvent(type, source, "1", "x");
      assertEquals(
          field, fault(publisher.post("/api/events", Client.CLOUDEVENT, event)), "structured");
      assertEquals(
          "[0]." + field,
          fault(publisher.post("/api/events", Client.BATCH, "[" + event + "]")),
          "batch");
      var plain = Map.of("event", type, "source", source, "topic", ROOM);
      assertEquals(
          field, fault(publisher.post("/api/events", Client.JSON, Json.write(plain))), "plain");
      var binary =
          publisher
              .request("/api/events")
              .header("ce-specversion", "1.0")
              .header("ce-id", "1")
              .header("ce-type", type.replace("r", "%72"))
              .header("CE-Source", source.replace("i", "%69"))
              .header("ce-topic", ROOM)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("1"));
      assertEquals(field, fault(publisher.send(binary)), "binary");
    }
  }

  private static String fault(Answer answer) {
    assertEquals(400, answer.status(), answer::body);
    return Json.read(answer.body()).get("errors").get(0).get("field").textValue();
  }

  @Test
  void aPublisherCannotSetThePublisherOfAnEvent() {
    var event = Map.of("type", "t", "topic", ROOM, "publisher", "tidings");
    assertEquals("publisher", fault(mallory.post("/api/events", Client.JSON, Json.write(event))));
  }

  @Test
  void aGrantMayNameTypes() {
    var asked =
        """
        {"user":"member","tidings":{"publish":[
          {"topics":["integrity/room"],"types":["chat.message","chat.typing.*"]}]}}\
        """;
    var answer = Client.anonymous(server).post("/dev/token", Client.JSON, asked);
    assertEquals(200, answer.status(), answer::body);
    var member = Client.bearer(server, Json.read(answer.body()).get("token").textValue());
    for (var type : List.of("chat.message", "chat.typing.begun")) {
      member.publish(Map.of("type", type, "topic", ROOM));
    }
    for (var type : List.of("order.placed", "chat.typing", "chat.message.edited")) {
      var event = Json.write(Map.of("type", type, "topic", ROOM));
      Problem.of(403, member.post("/api/events", Client.JSON, event));
    }
    var elsewhere = Json.write(Map.of("type", "chat.message", "topic", "integrity/other"));
    Problem.of(403, member.post("/api/events", Client.JSON, elsewhere));
  }

  @Test
  void eventsOfTheServerAreDistinguishedFromThoseOfAMember() {
    try (var stream = listen("topics=integrity/*&types=chat.*&format=cloudevents")) {
      var event = Map.of("type", "chat.note", "topic", ROOM, "data", "run failed");
      mallory.publish(event);
      assertEquals("user:mallory", stream.await("chat.note").json().get("publisher").textValue());
    }
  }
}
