package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Long poll: the same sequence as a stream, for networks that break streams. */
@ResourceLock(SharedServer.LOCK)
class PollIT {

  private final LibertyServer server = SharedServer.get();
  private final Client publisher = Client.publisher(server);
  private final String token = Tokens.dev(server, Claims.of("poller"));
  private final Client poller = Client.bearer(server, token);

  private JsonNode poll(String query) {
    var answer = poller.get("/api/events/poll?" + query);
    assertEquals(200, answer.status(), answer::body);
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    return Json.read(answer.body());
  }

  private String now(String query) {
    return poll(query + "&timeout=0").get("cursor").textValue();
  }

  private static String after(String cursor) {
    return "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> event(String type, int number) {
    return Map.of("type", type, "data", number);
  }

  @Test
  void answersWithWhatFollowedTheCursor() {
    var cursor = now("types=poll.a");
    publisher.publish(
        List.of(
            event("poll.a", 1),
            event("poll.b", 2),
            Map.of("type", "poll.a", "user", "bob", "data", 3),
            Map.of("type", "poll.a", "data", "text")));
    var events = new ArrayList<JsonNode>();
    while (events.size() < 2) { // a poll answers as soon as the first event is there
      var answer = poll("types=poll.a" + after(cursor));
      answer.get("events").forEach(events::add);
      cursor = answer.get("cursor").textValue();
      assertEquals(cursor, events.getLast().get("id").textValue(), answer::toString);
    }
    assertEquals("poll.a", events.get(0).get("type").textValue());
    assertEquals(1, events.get(0).get("data").intValue());
    assertEquals("text", events.get(1).get("data").textValue());
  }

  @Test
  void waitsForWhatIsStillToCome() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> poll("types=poll.wait&timeout=20"));
      awaitConnections(1);
      publisher.publish(event("poll.wait", 7));
      var answer = waiting.get(10, TimeUnit.SECONDS);
      assertEquals(7, answer.get("events").get(0).get("data").intValue());
    }
    awaitConnections(0);
  }

  private void awaitConnections(int count) {
    Awaitility.await(count + " connections")
        .untilAsserted(
            () ->
                assertEquals(
                    count,
                    Json.read(poller.get("/api/connections").body()).get("connections").size()));
  }

  @Test
  void isEmptyAfterTheTimeoutAndItsCursorMovesOn() {
    var cursor = now("types=poll.quiet");
    publisher.publish(event("poll.loud", 1));
    long start = System.nanoTime();
    var answer = poll("types=poll.quiet&timeout=1" + after(cursor));
    assertTrue(System.nanoTime() - start > 900_000_000L, "it waited");
    assertEquals(0, answer.get("events").size());
    assertTrue(!answer.get("cursor").textValue().equals(cursor), "its cursor moved on");
  }

  @Test
  void receivesAGap() {
    var answer = poll("types=poll.gap&cursor=nonsense&timeout=0");
    assertEquals("unreadable", answer.get("gap").get("reason").textValue());
    assertEquals(answer.get("cursor"), answer.get("gap").get("to"));
  }

  @Test
  void carriesWholeCloudEventsIfAskedTo() {
    var cursor = now("types=poll.ce");
    publisher.publish(Map.of("type", "poll.ce", "id", "i1", "data", Map.of("a", 1)));
    var event = poll("types=poll.ce&format=cloudevents" + after(cursor)).get("events").get(0);
    assertEquals("i1", event.get("data").get("id").textValue());
    assertEquals(1, event.get("data").get("data").get("a").intValue());
  }

  @Test
  void refusesWhatAStreamRefuses() {
    Problem.of(401, Client.anonymous(server).get("/api/events/poll"));
    Problem.of(403, poller.get("/api/events/poll?topics=orders/secret"));
    for (var timeout : List.of("x", "-1", "61", "1.5", "99999999999")) {
      var problem = Problem.of(400, poller.get("/api/events/poll?timeout=" + timeout));
      assertTrue(problem.toString().contains("timeout"), problem::toString);
    }
  }

  @Test
  void givesBackItsPlaceAmongTheConnections() {
    for (int i = 0; i < 30; i++) {
      assertTrue(!now("types=poll.place").isEmpty());
    }
    awaitConnections(0);
  }

  @Test
  void pollWithoutWaitReceivesTheMissedEvents() {
    var cursor = now("types=poll.missed");
    publisher.publish(IntStream.range(0, 5).mapToObj(n -> event("poll.missed", n)).toList());
    Awaitility.await("it is routed")
        .until(() -> poll("types=poll.missed" + after(cursor)).get("events").size() == 5);
    for (int i = 0; i < 50; i++) {
      var answer = poll("types=poll.missed&timeout=0" + after(cursor));
      assertEquals(5, answer.get("events").size(), answer::toString);
    }
  }

  @Test
  void switchingBackAndForthAtRandomLosesNothing() {
    var random = new Random(11);
    var cursor = now("types=poll.mix");
    var got = new ArrayList<Integer>();
    int sent = 0;
    while (got.size() < 1000) {
      int count = Math.min(random.nextInt(40), 1000 - sent);
      if (count > 0) {
        publisher.publish(
            IntStream.range(sent, sent + count).mapToObj(n -> event("poll.mix", n)).toList());
        sent += count;
      }
      if (random.nextBoolean()) {
        var answer = poll("types=poll.mix&timeout=0" + after(cursor));
        answer.get("events").forEach(event -> got.add(event.get("data").intValue()));
        cursor = answer.get("cursor").textValue();
      } else {
        var headers = new HashMap<String, String>();
        headers.put("Authorization", "Bearer " + token);
        headers.put("Last-Event-ID", cursor);
        int bytes = random.nextInt(1, 3000);
        try (var stream = SseClient.cut(server, "/api/events?types=poll.mix", headers, bytes)) {
          stream.awaitEventsOrEnd(1 + random.nextInt(1 + Math.min(20, sent - got.size())));
          stream.vanish();
          stream.awaitEnd();
          stream.events().forEach(event -> got.add(event.json().intValue()));
          cursor = stream.lastEventId().isEmpty() ? cursor : stream.lastEventId();
        }
      }
    }
    assertEquals(IntStream.range(0, 1000).boxed().toList(), got);
  }

  @Test
  void deliversWhatAStreamDelivers() {
    var cursor = now("types=poll.same");
    try (var stream =
        SseClient.open(
            server,
            "/api/events?types=poll.same",
            Map.of("Authorization", "Bearer " + token, "Last-Event-ID", cursor))) {
      publisher.publish(IntStream.range(0, 700).mapToObj(n -> event("poll.same", n)).toList());
      var streamed = stream.awaitEvents(700);
      var polled = new ArrayList<JsonNode>();
      while (polled.size() < 700) {
        var answer = poll("types=poll.same&timeout=5" + after(cursor));
        answer.get("events").forEach(polled::add);
        cursor = answer.get("cursor").textValue();
      }
      assertEquals(
          streamed.stream().map(event -> event.lastEventId() + event.data()).toList(),
          polled.stream().map(event -> event.get("id").textValue() + event.get("data")).toList());
    }
  }

  @Test
  void carriesTheVeryTextThatAStreamCarries() {
    var cursor = now("types=poll.text");
    var headers = Map.of("Authorization", "Bearer " + token, "Last-Event-ID", cursor);
    try (var stream = SseClient.open(server, "/api/events?types=poll.text", headers)) {
      for (var json :
          List.of("1e2", "12345678901234567890", "123", "{\"b\":1.0,\"a\":\"\\u00e9\"}", "null")) {
        publishAsItStands("application/json", json);
      }
      for (var text : List.of("123", "plain", "two\r\nlines\rand\na third\n")) {
        publishAsItStands("text/plain", text);
      }
      publisher.publish(Map.of("type", "poll.text"));
      var streamed = stream.awaitEvents(9).stream().map(SseEvent::data).toList();
      var polled = new ArrayList<String>();
      while (polled.size() < 9) {
        var answer = poll("types=poll.text&timeout=5" + after(cursor));
        answer.get("events").forEach(event -> polled.add(event.get("text").textValue()));
        cursor = answer.get("cursor").textValue();
      }
      assertEquals(streamed, polled);
      assertEquals(List.of("1e2", "12345678901234567890", "123"), polled.subList(0, 3));
      assertEquals(List.of("123", "plain", "two\nlines\nand\na third\n", ""), polled.subList(5, 9));
    }
  }

  /** In binary mode, so that no layer rewrites the data. */
  private void publishAsItStands(String mediaType, String data) {
    var request =
        publisher
            .request("/api/events")
            .header("Content-Type", mediaType)
            .header("ce-specversion", "1.0")
            .header("ce-id", UUID.randomUUID().toString())
            .header("ce-source", "poll")
            .header("ce-type", "poll.text")
            .POST(HttpRequest.BodyPublishers.ofString(data));
    assertEquals(202, publisher.send(request).status());
  }
}
