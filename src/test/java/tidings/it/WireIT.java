package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
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
import tidings.it.support.SseEvent;

/** The bytes on the wire, from the unpacked server package: nothing of the build is used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // much of it waits
class WireIT {

  private static final int EVENT_BYTES = 65_536;

  private final LibertyServer server =
      LibertyServer.named("wire").fromPackage().withDevIdentity().start();
  private final Client publisher = Client.publisher(server);

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void consoleIsServedAtTheRoot() {
    var console = Client.anonymous(server).get("/");
    assertEquals(200, console.status());
    assertTrue(console.body().contains("<title>"), console::body);
  }

  @Test
  void wholeStreamIsByteForByteAsTheProtocolSays() {
    var alice = Client.of(server, Claims.of("alice"));
    try (var stream = alice.stream("types=task.*")) {
      assertEquals("text/event-stream", stream.header("content-type"));
      assertEquals("no-cache, no-transform", stream.header("cache-control"));
      assertEquals("no", stream.header("x-accel-buffering"));
      assertEquals("", stream.header("content-encoding"));
      assertEquals("chunked", stream.header("transfer-encoding"));

      publisher.publish(
          List.of(
              Map.of("type", "task.progress", "user", "alice", "data", Map.of("percent", 40)),
              Map.of("type", "other", "data", "not asked for"),
              Map.of("type", "task.done")));
      publishText("task.note", "two\nlines ✓");
      stream.await("task.note");
      alice.send("DELETE", "/api/connections/" + stream.connection(), Client.JSON, new byte[0]);
      stream.awaitEnd();

      var ids = stream.all().stream().map(SseEvent::lastEventId).toList();
      assertEquals(
          """
          retry: 3000
          event: tidings.open
          id: %s
          data: {"connection":"%s","resumed":false,"replayed":0,"heartbeat":15000}

          event: task.progress
          id: %s
          data: {"percent":40}

          event: task.done
          id: %s
          data:\s

          event: task.note
          id: %s
          data: two
          data: lines ✓

          event: tidings.close
          id: %s
          data: {"code":1002,"reason":"revoked","reconnect":false,"after":0}

          """
              .formatted(
                  ids.get(0), stream.connection(), ids.get(1), ids.get(2), ids.get(3), ids.get(4)),
          stream.transcript());
      assertEquals(5, new HashSet<>(ids).size(), "each frame has its own cursor");
      assertTrue(ids.get(4).matches("closed-\\d+"), ids.get(4));
    }
  }

  @Test
  void cloudEventsFormatCarriesTheWholeEvent() {
    try (var stream = publisher.stream("types=whole&format=cloudevents")) {
      var event =
          "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"whole\","
              + "\"time\":\"2026-01-31T12:00:00+01:00\",\"subject\":\"x\",\"user\":\"publisher\","
              + "\"priority\":\"high\",\"comexample\":\"kept\",\"data\":{\"n\":1.50}}";
      assertEquals(202, publisher.post("/api/events", Client.CLOUDEVENT, event).status());

      var expected = ((ObjectNode) Json.read(event)).put("publisher", "user:publisher");
      assertEquals(expected, stream.await("whole").json());
    }
  }

  @Test
  void textOf64KiBArrivesAsTheStandardReadsIt() {
    var nasty = "a\nb\rc\r\nd\u0000e\u2028f\u2029g\u0085h 😀 data: x\nid: 1\nevent: y\n\n\r\r\n";
    var text = new StringBuilder();
    while (utf8(text + nasty) <= EVENT_BYTES) {
      text.append(nasty);
    }
    text.append("z".repeat(EVENT_BYTES - utf8(text.toString())));
    try (var stream = publisher.stream("types=nasty.**")) {
      publishText("nasty.text", text.toString());
      publisher.publish(Map.of("type", "nasty.after", "data", 1));

      var event = stream.await("nasty.text");
      assertEquals(text.toString().replace("\r\n", "\n").replace('\r', '\n'), event.data());
      assertFalse(event.lastEventId().equals("1"));
      assertEquals("nasty.after", stream.awaitEvents(2).get(1).type());
    }
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void publishText(String type, String text) {
    var event =
        Map.of(
            "specversion",
            "1.0",
            "id",
            type + text.length(),
            "source",
            "/test",
            "type",
            type,
            "datacontenttype",
            "text/plain",
            "data",
            text);
    var answer = publisher.post("/api/events", Client.CLOUDEVENT, Json.write(event));
    assertEquals(202, answer.status(), answer::body);
  }
}
