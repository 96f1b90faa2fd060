package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.ResumingClient;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/**
 * Connections that break and reconnect: no event is lost or repeated, and every gap is reported.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class ResumeIT {

  private static final int CLIENTS = 10;
  private static final int EVENTS = 4000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LibertyServer server =
      LibertyServer.named("resume")
          .withoutRuns()
          .withDevIdentity()
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "500")
          .with("TIDINGS_LIMITS_CONNECT_RATE", "10000")
          .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
          .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB")
          .with("TIDINGS_LOG_RETAIN_EVENTS", "5000")
          .start();
  private final Client publisher = Client.publisher(server);
  private final String token = Tokens.dev(server, Claims.of("alice"));
  private final Map<String, String> bearer = Map.of("Authorization", "Bearer " + token);

  @AfterAll
  void stop() {
    server.close();
  }

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("tidings.resume.runs", 3));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void clientCutOffAtRandomReceivesEverythingOnceAndInOrder(int seed) {
    var random = new Random(seed);
    var type = "cut" + seed;
    var clients = new ArrayList<ResumingClient>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            new ResumingClient(
                List.of(server),
                Map.of(server, token),
                "types=" + type,
                random.nextLong(),
                random.nextInt(500, 40_000)));
      }
      for (int sent = 0; sent < EVENTS; ) {
        int count = Math.min(random.nextInt(1, 60), EVENTS - sent);
        publisher.publish(
            IntStream.range(sent, sent + count).mapToObj(n -> event(type, n)).toList());
        sent += count;
      }
      var expected = IntStream.range(0, EVENTS).boxed().toList();
      int connects = 0;
      for (var client : clients) {
        client.await(EVENTS, PATIENCE);
        assertEquals(expected, numbers(client.events()));
        assertEquals(List.of(), client.gaps());
        connects += client.connects();
      }
      Measured.print("seed " + seed + ": connections of " + CLIENTS + " clients", connects);
      assertTrue(connects > 2 * CLIENTS, "they were cut off");
    } finally {
      clients.forEach(ResumingClient::close);
    }
  }

  private static Map<String, Object> event(String type, int number) {
    return Map.of("type", type, "data", number);
  }

  private static List<Integer> numbers(List<SseEvent> events) {
    return events.stream().map(event -> event.json().intValue()).toList();
  }

  @Test
  void firstFrameOfAReconnectStatesHowMuchFollows() {
    String place;
    try (var stream = SseClient.open(server, "/api/events?types=missed", bearer)) {
      place = stream.await("tidings.open").lastEventId();
    }
    publisher.publish(List.of(event("missed", 0), event("other", 1), event("missed", 2)));
    awaitRouted();
    try (var stream = reconnect("types=missed", place)) {
      var open = stream.await("tidings.open");
      assertEquals(place, open.lastEventId());
      assertTrue(open.json().get("resumed").booleanValue());
      assertEquals(2, open.json().get("replayed").intValue());
      assertEquals(List.of(0, 2), numbers(stream.awaitEvents(2)));
    }
  }

  @Test
  void eventsThatTheTokenNoLongerGrantsAreNotReplayed() {
    String place;
    try (var stream = SseClient.open(server, "/api/events?types=secret", bearer)) {
      place = stream.await("tidings.open").lastEventId();
    }
    publisher.publish(
        List.of(
            Map.of("type", "secret", "user", "alice", "data", 1),
            Map.of("type", "secret", "data", 2)));
    var bob = Map.of("Authorization", "Bearer " + Tokens.dev(server, Claims.of("bob")));
    var headers = new HashMap<>(bob);
    headers.put("Last-Event-ID", place);
    try (var stream = SseClient.open(server, "/api/events?types=secret", headers)) {
      assertEquals(List.of(2), numbers(stream.awaitEvents(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "\u00e4\u00f6",
        "AAAA",
        "AAAAAAAAAA.",
        "____________________________",
        "-1",
        "'; drop table events; --"
      })
  void invalidCursorIsReportedAndNotRepeated(String hostile) {
    assertGap("unreadable", hostile);
  }

  @Test
  void cursorOfFourKilobytesIsUnreadable() {
    assertGap("unreadable", "A".repeat(4096));
  }

  @Test
  void cursorOfAnotherLogOrFromTheFutureIsNotOurs() {
    String place;
    try (var stream = SseClient.open(server, "/api/events", bearer)) {
      place = stream.await("tidings.open").lastEventId();
    }
    var other = place.charAt(0) == 'A' ? "B" : "A";
    assertGap("epoch", other + place.substring(1));
    assertGap("epoch", place.substring(0, 8) + "______8_");
  }

  private void assertGap(String reason, String cursor) {
    int logged = server.log().length();
    try (var stream = reconnect("types=hostile", cursor)) {
      var gap = stream.await("tidings.gap");
      assertEquals(reason, gap.json().get("reason").textValue(), gap::data);
      assertEquals(gap.json().get("to").textValue(), gap.lastEventId());
      publisher.publish(
          List.of(
              Map.of("type", "hostile", "user", "somebody else", "data", 0),
              Map.of("type", "hostile", "data", 1)));
      assertEquals(List.of(1), numbers(stream.awaitEvents(1)));
    }
    assertEquals("", server.log().substring(logged));
  }

  @Test
  void eventsOlderThanTheRetentionAreReportedAsExpired() {
    String place;
    try (var stream = SseClient.open(server, "/api/events?types=old", bearer)) {
      place = stream.await("tidings.open").lastEventId();
    }
    for (int i = 0; i < 11; i++) {
      publisher.publish(IntStream.range(0, 500).mapToObj(n -> event("old", n)).toList());
    }
    awaitRouted();
    try (var stream = reconnect("types=old", place)) {
      var gap = stream.await("tidings.gap");
      var open = stream.await("tidings.open");
      assertFalse(open.json().get("resumed").booleanValue());
      assertEquals(place, open.lastEventId(), "cut off here, the gap would be reported again");
      assertEquals("expired", gap.json().get("reason").textValue());
      assertEquals(place, gap.json().get("from").textValue());
      publisher.publish(event("old", 7));
      assertEquals(List.of(7), numbers(stream.awaitEvents(1)));
    }
  }

  /** Waits until the node has routed everything published so far: a 202 is sent before that. */
  private void awaitRouted() {
    try (var stream = SseClient.open(server, "/api/events?types=mark", bearer)) {
      stream.await("tidings.open");
      publisher.publish(event("mark", 0));
      stream.awaitEvents(1);
    }
  }

  private SseClient reconnect(String query, String from) {
    var headers = new HashMap<>(bearer);
    headers.put("Last-Event-ID", from);
    return SseClient.open(server, "/api/events?" + query, headers);
  }
}
