package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/** The order of the events for a slow client, and the events it does not receive. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryClassesIT {

  private static final int QUEUE = 20;
  private static final int HELD_UP = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String BULK = "x".repeat(60_000);

  private final LibertyServer server =
      LibertyServer.named("classes")
          .withDevIdentity()
          .with("TIDINGS_CONNECTION_QUEUE_EVENTS", String.valueOf(QUEUE))
          .with("TIDINGS_CONNECTION_QUEUE_BYTES", "4 MiB")
          .with("TIDINGS_CONNECTION_PACE", "0") // frames wait only behind a blocked write
          .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB")
          .with("HTTP_WRITE_TIMEOUT", "60s")
          .start();
  private final Client publisher = Client.publisher(server);
  private final String token = Tokens.dev(server, Claims.of("slow"));
  private final Map<String, String> bearer = Map.of("Authorization", "Bearer " + token);

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * A client that has stopped reading, with exactly one frame in its queue behind a blocked write.
   */
  private SseClient slow() {
    var stream = SseClient.stalled(server, "/api/events", bearer);
    for (int i = 0; waiting() < HELD_UP; i++) {
      assertTrue(i < 500, "the client's socket takes everything");
      publisher.publish(Map.of("type", "bulk", "data", BULK));
    }
    return stream;
  }

  private int waiting() {
    return (int) server.metrics().get("tidings_queue_depth");
  }

  private double dropped(String reason) {
    return server.metrics().get("tidings_frames_dropped_total{reason=\"" + reason + "\"}");
  }

  private void publish(int number, Map<String, Object> attributes) {
    var event = new HashMap<String, Object>(attributes);
    event.put("type", "tick");
    event.put("data", number);
    publisher.publish(event);
  }

  private static List<Integer> ticks(SseClient stream) {
    return stream.events().stream()
        .filter(event -> event.type().equals("tick"))
        .map(event -> event.json().intValue())
        .toList();
  }

  private static void awaitTicks(SseClient stream, List<Integer> expected) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertEquals(expected, ticks(stream)));
  }

  private void assertReported(SseClient stream, String dropped) {
    var gap = stream.await("tidings.gap", PATIENCE);
    assertEquals("overflow", gap.json().get("reason").textValue());
    assertEquals(dropped, gap.json().get("dropped").toString());
  }

  @Test
  void highIsReorderedAheadInTheQueueAndNoClientMissesAnEvent() {
    String middle;
    try (var stream = slow()) {
      publish(0, Map.of("priority", "low"));
      publish(1, Map.of());
      publish(2, Map.of("priority", "high"));
      stream.resume();
      awaitTicks(stream, List.of(2, 1, 0));
      middle =
          stream.events().stream()
              .filter(event -> event.type().equals("tick"))
              .findFirst()
              .orElseThrow()
              .lastEventId();
    }
    var headers = new HashMap<>(bearer);
    headers.put("Last-Event-ID", middle);
    try (var again = SseClient.open(server, "/api/events?types=tick", headers)) {
      awaitTicks(again, List.of(0, 1)); // in the log's order, without the reordered one
    }
  }

  @Test
  void newestOfEachKeyComesInThePlaceOfItsKey() {
    double before = dropped("conflated");
    try (var stream = slow()) {
      publish(0, Map.of("conflate", "a"));
      publish(1, Map.of());
      publish(2, Map.of("conflate", "a"));
      publish(3, Map.of("conflate", "b"));
      publish(4, Map.of("conflate", "a"));
      stream.resume();
      awaitTicks(stream, List.of(4, 1, 3));
      assertReported(stream, "{\"conflated\":2,\"expired\":0,\"low\":0}");
    }
    assertEquals(before + 2, dropped("conflated"));
  }

  @Test
  void eventThatExpiresInTheQueueIsNotSent() {
    double before = dropped("expired");
    try (var stream = slow()) {
      var soon = Instant.now().plusMillis(700);
      publish(0, Map.of("expires", soon.toString()));
      publish(1, Map.of("expires", Instant.now().plusSeconds(600).toString()));
      Awaitility.await("its time").until(() -> Instant.now().isAfter(soon));
      stream.resume();
      awaitTicks(stream, List.of(1));
      assertReported(stream, "{\"conflated\":0,\"expired\":1,\"low\":0}");
    }
    assertEquals(before + 1, dropped("expired"));
  }

  @Test
  void expiredEventIsNotDelivered() {
    try (var stream = SseClient.open(server, "/api/events", bearer)) {
      publish(0, Map.of("expires", Instant.now().minusSeconds(1).toString()));
      publish(1, Map.of());
      awaitTicks(stream, List.of(1));
    }
  }

  @Test
  void fullQueueDropsLowAndThenClosesTheConnection() {
    double low = dropped("low");
    double slow = dropped("slow-consumer");
    try (var stream = slow()) {
      int room = QUEUE - waiting();
      for (int i = 0; i < room; i++) {
        publish(i, i % 2 == 0 ? Map.of("priority", "low") : Map.of());
      }
      publish(100, Map.of());
      publish(101, Map.of("priority", "low"));
      assertEquals(QUEUE, waiting());
      assertEquals(low + 2, dropped("low"));

      stream.resume();
      var expected = new ArrayList<Integer>();
      IntStream.range(0, room).filter(i -> i % 2 == 1).forEach(expected::add);
      expected.add(100);
      IntStream.range(4, room).filter(i -> i % 2 == 0).forEach(expected::add);
      expected.add(101);
      awaitTicks(stream, expected);
      assertReported(stream, "{\"conflated\":0,\"expired\":0,\"low\":2}");
      assertEquals(slow, dropped("slow-consumer"));
    }
    try (var stream = slow()) {
      for (int i = waiting(); i <= QUEUE; i++) {
        publish(i, Map.of());
      }
      stream.resume();
      var close = stream.await("tidings.close", PATIENCE);
      assertEquals(1003, close.json().get("code").intValue());
      assertTrue(dropped("slow-consumer") > slow);
    }
  }
}
