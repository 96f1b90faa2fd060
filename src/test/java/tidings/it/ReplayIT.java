package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.KafkaBroker;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Events older than a node's retention come from Kafka, or are reported as a gap. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ReplayIT {

  private static final int KEPT = 200;
  private static final int EVENTS = 1500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaBroker broker = KafkaBroker.start("replay");
  private final LibertyServer one = node("replay-one");
  private final Client publisher = Client.publisher(one);
  private final String token = Tokens.dev(one, Claims.of("alice"));

  private LibertyServer node(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .withKafka(broker)
        .with("TIDINGS_LOG_RETAIN_EVENTS", String.valueOf(KEPT))
        .with("TIDINGS_LOG_REPLAY_EVENTS", "5000")
        .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "1000")
        .with("TIDINGS_LIMITS_CONNECT_RATE", "10000")
        .with("TIDINGS_LIMITS_PUBLISH_RATE", "100000")
        .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "512 MiB")
        .start();
  }

  @AfterAll
  void stop() {
    one.close();
    broker.close();
  }

  private String now(LibertyServer server, String bearer) {
    try (var stream = open(server, bearer, "types=none", "")) {
      return stream.await("tidings.open").lastEventId();
    }
  }

  private static SseClient open(LibertyServer server, String bearer, String query, String from) {
    var headers = new HashMap<String, String>();
    headers.put("Authorization", "Bearer " + bearer);
    if (!from.isEmpty()) {
      headers.put("Last-Event-ID", from);
    }
    return SseClient.open(server, "/api/events?" + query, headers);
  }

  private void publish(String type, int count) {
    for (int sent = 0; sent < count; sent += 100) {
      publisher.publish(
          IntStream.range(sent, Math.min(sent + 100, count))
              .mapToObj(n -> Map.of("type", type, "data", n))
              .toList());
    }
  }

  private static List<Integer> numbers(List<SseEvent> events) {
    return events.stream().map(event -> event.json().intValue()).toList();
  }

  private double reads() {
    return one.metrics().get("tidings_replay_reads_total");
  }

  @Test
  @Order(1)
  void eventsOutsideTheRetentionComeFromKafkaInFull() {
    var place = now(one, token);
    publish("deep", EVENTS);
    try (var stream = open(one, token, "types=deep", place)) {
      stream.awaitEventsOrEnd(EVENTS);
      publisher.publish(Map.of("type", "deep", "data", EVENTS));
      var got = stream.awaitEvents(EVENTS + 1, PATIENCE);
      assertEquals(IntStream.rangeClosed(0, EVENTS).boxed().toList(), numbers(got));
      assertEquals(1, stream.controls().size(), "no gap");
      assertTrue(stream.await("tidings.open").json().get("resumed").booleanValue());
    }
  }

  @Test
  @Order(2)
  void clientsWithSimilarCursorsShareTheReads() throws Exception {
    var place = now(one, token);
    publish("storm", EVENTS);
    double before = reads();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<java.util.concurrent.Future<List<Integer>>>();
      for (int i = 0; i < 100; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (var stream = open(one, token, "types=storm", place)) {
                    return numbers(stream.awaitEvents(EVENTS, PATIENCE));
                  }
                }));
      }
      for (var client : all) {
        assertEquals(IntStream.range(0, EVENTS).boxed().toList(), client.get());
      }
    }
    Measured.print("reads of Kafka for 100 clients", reads() - before);
    assertTrue(reads() - before < 30, () -> "reads of Kafka: " + (reads() - before));
  }

  @Test
  @Order(3)
  void startedNodeRetainsWhatClientsOfAnotherMissed() {
    var place = now(one, token);
    publish("warm", 150);
    var two = node("replay-two");
    try {
      assertTrue(two.metrics().get("tidings_events_retained") >= 150);
      var other = Tokens.dev(two, Claims.of("alice"));
      try (var stream = open(two, other, "types=warm", place)) {
        assertEquals(IntStream.range(0, 150).boxed().toList(), numbers(stream.awaitEvents(150)));
        assertEquals(150, stream.await("tidings.open").json().get("replayed").intValue());
      }
      assertEquals(0, two.metrics().get("tidings_replay_reads_total"), "all was in memory");
    } finally {
      two.close();
    }
  }

  @Test
  @Order(4)
  void cursorBeyondTheReplayLimitReceivesAGap() {
    var place = now(one, token);
    publish("far", 5_300);
    assertGap("expired", place);
  }

  @Test
  @Order(5)
  void eventsDeletedFromKafkaAreAGapBeforeTheLiveTail() throws Exception {
    var place = now(one, token);
    publish("gone", 1000);
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.address()))) {
      var deletions = new HashMap<TopicPartition, RecordsToDelete>();
      for (int partition = 0; partition < 3; partition++) {
        deletions.put(
            new TopicPartition("tidings.events", partition), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(deletions).all().get();
    }
    assertGap("expired", place);
  }

  @Test
  @Order(6)
  void cursorOfARecreatedTopicIsOfAnotherEpoch() throws Exception {
    var place = now(one, token);
    try (var stream = open(one, token, "types=anew", "")) {
      stream.await("tidings.open");
      try (var admin =
          Admin.create(Map.<String, Object>of("bootstrap.servers", broker.address()))) {
        admin.deleteTopics(List.of("tidings.events")).all().get();
        Awaitility.await("the topic is gone")
            .until(() -> !admin.listTopics().names().get().contains("tidings.events"));
        admin
            .createTopics(
                List.of(
                    new org.apache.kafka.clients.admin.NewTopic("tidings.events", 3, (short) 1)))
            .all()
            .get();
      }
      Awaitility.await("the node reads the new topic")
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                publisher.publish(Map.of("type", "anew", "data", 1));
                assertEquals("epoch", gap(stream));
              });
      Awaitility.await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
    }
    assertGap("epoch", place);
  }

  private static String gap(SseClient stream) {
    return stream.all().stream()
        .filter(event -> event.type().equals("tidings.gap"))
        .findFirst()
        .orElseThrow()
        .json()
        .get("reason")
        .textValue();
  }

  private void assertGap(String reason, String place) {
    try (var stream = open(one, token, "types=after", place)) {
      var gap = stream.await("tidings.gap", PATIENCE);
      assertEquals(reason, gap.json().get("reason").textValue(), gap::data);
      assertEquals(place, gap.json().get("from").textValue());
      assertEquals(gap.lastEventId(), gap.json().get("to").textValue());
      publisher.publish(Map.of("type", "after", "data", 9));
      assertEquals(List.of(9), numbers(stream.awaitEvents(1, PATIENCE)));
    }
  }
}
