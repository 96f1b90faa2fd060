package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventSerializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaBroker;
import tidings.it.support.KafkaCluster;
import tidings.it.support.KafkaTopic;
import tidings.it.support.LibertyServer;
import tidings.it.support.LinePublisher;
import tidings.it.support.Problem;
import tidings.it.support.ResumingClient;
import tidings.it.support.SseEvent;
import tidings.it.support.StubbornPublisher;
import tidings.it.support.Tokens;

/**
 * Kafka as the log of two nodes: an event that enters at one node reaches the clients of all, in
 * any situation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(KafkaCluster.LOCK)
@Order(4) // long
class KafkaIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaBroker broker = KafkaCluster.get().broker();
  private final LibertyServer one = KafkaCluster.get().one();
  private final LibertyServer two = KafkaCluster.get().two();
  private final KafkaTopic events = new KafkaTopic(broker, "tidings.events");

  @Test
  void aPublishStreamHasManyEventsUnderWayAndAnswersInOrder() {
    var token = Tokens.dev(one, Claims.of("stream").inGroups("publisher"));
    int count = 900; // the queue of a stream holds 1,000
    try (var alice = Client.of(two, Claims.of("alice")).stream("types=kafka.lines");
        var publisher = LinePublisher.open(one, token)) {
      for (int i = 0; i < count; i++) {
        publisher.event(
            Map.of("type", "kafka.lines", "id", "" + i, "user", "alice", "data", Map.of("n", i)));
      }
      publisher.event(Map.of("type", "kafka.lines", "id", "0", "user", "alice"));
      var answers = publisher.end().awaitEnd();

      assertEquals(
          IntStream.range(0, count).mapToObj(i -> "" + i).toList(),
          answers.stream().limit(count).map(answer -> answer.path("id").asText()).toList());
      assertTrue(answers.get(count).path("duplicate").booleanValue(), answers::toString);
      var numbers = new TreeSet<Integer>();
      alice.awaitEvents(count).forEach(event -> numbers.add(event.json().path("n").intValue()));
      assertEquals(count, numbers.size());
      assertEquals(count, alice.count());
    }
  }

  @Test
  void recordsOfEveryFormReachTheirRecipientsOnly() {
    try (var alice = Client.of(one, Claims.of("alice")).stream("types=form.*");
        var bob = Client.of(one, Claims.of("bob")).stream("types=form.*")) {
      events.write(
          List.of(
              events.record(
                  """
                  {"specversion":"1.0","id":"s1","source":"/k","type":"form.structured",
                   "user":"alice","data":{"n":1}}
                  """,
                  Map.of("content-type", "application/cloudevents+json; charset=UTF-8")),
              events.record(
                  "{\"n\":2}",
                  Map.of(
                      "ce_specversion", "1.0",
                      "ce_id", "b1",
                      "ce_source", "/k",
                      "ce_type", "form.binary",
                      "ce_user", "alice",
                      "content-type", "application/json")),
              events.record(
                  "{\"event\":\"form.plain\",\"user_id\":\"alice\",\"data\":{\"n\":3}}",
                  Map.of())));
      writeWithTheSdk(Encoding.BINARY, "form.sdk-binary", "{\"n\":4}");
      writeWithTheSdk(Encoding.STRUCTURED, "form.sdk-structured", "{\"n\":5}");
      events.write(List.of(events.record("{\"type\":\"form.all\",\"data\":{\"n\":6}}", Map.of())));

      assertEquals(
          Map.of(
              "form.structured", "{\"n\":1}",
              "form.binary", "{\"n\":2}",
              "form.plain", "{\"n\":3}",
              "form.sdk-binary", "{\"n\":4}",
              "form.sdk-structured", "{\"n\":5}",
              "form.all", "{\"n\":6}"),
          byType(alice.awaitEvents(6, PATIENCE)));
      bob.await("form.all", PATIENCE);
      assertEquals(1, bob.events().size(), () -> bob.events().toString());
    }
  }

  private static Map<String, String> byType(List<SseEvent> events) {
    return events.stream().collect(Collectors.toMap(SseEvent::type, SseEvent::data));
  }

  private void writeWithTheSdk(Encoding encoding, String type, String json) {
    var event =
        CloudEventBuilder.v1()
            .withId(type)
            .withSource(URI.create("/sdk"))
            .withType(type)
            .withExtension("user", "alice")
            .withData("application/json", json.getBytes(StandardCharsets.UTF_8))
            .build();
    var serializer = new CloudEventSerializer();
    serializer.configure(
        Map.of(
            CloudEventSerializer.ENCODING_CONFIG,
            encoding,
            CloudEventSerializer.EVENT_FORMAT_CONFIG,
            JsonFormat.CONTENT_TYPE),
        false);
    events.write(List.of(new ProducerRecord<byte[], CloudEvent>(events.name(), event)), serializer);
  }

  @Test
  void thousandPoisonRecordsAmongThousandGoodOnesStopNoneOfThem() {
    double counted = deadLettersOfTheCluster();
    try (var stream = Client.of(one, Claims.of("alice")).stream("types=good")) {
      var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
      for (int i = 0; i < 1000; i++) {
        records.add(events.record("{\"type\":\"good\",\"data\":" + i + "}", Map.of()));
        records.add(poison(i));
      }
      events.write(records);

      var numbers =
          stream.awaitEvents(1000, PATIENCE).stream()
              .map(event -> event.json().intValue())
              .sorted()
              .toList();
      assertEquals(IntStream.range(0, 1000).boxed().toList(), numbers);
    }
    Awaitility.await("the metric, over both nodes")
        .atMost(PATIENCE)
        .until(() -> deadLettersOfTheCluster() == counted + 1000);
    // Each node reads every record, and one of them dead-letters unreadable ones.
    assertHoldsThePoison(new KafkaTopic(broker, "tidings.dead-letters"));
  }

  private double deadLettersOfTheCluster() {
    return one.metrics().get("tidings_dead_letters_total{source=\"kafka\"}")
        + two.metrics().get("tidings_dead_letters_total{source=\"kafka\"}");
  }

  private static void assertHoldsThePoison(KafkaTopic deadLetters) {
    Awaitility.await("the dead letters in " + deadLetters.name())
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(1000, deadLetters.read().size()));
    var positions = new TreeSet<String>();
    for (var letter : deadLetters.read()) {
      assertTrue(header(letter, "tidings-reason").length() > 5, letter::toString);
      assertEquals("kafka:tidings.events", header(letter, "tidings-source"));
      positions.add(header(letter, "tidings-position"));
    }
    assertEquals(1000, positions.size());
  }

  private ProducerRecord<byte[], byte[]> keyed(String key, String value) {
    return new ProducerRecord<>(
        events.name(),
        key.getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8));
  }

  private ProducerRecord<byte[], byte[]> poison(int i) {
    return switch (i % 5) {
      case 0 -> events.record("not json", Map.of());
      case 1 -> events.record("{\"data\":1}", Map.of());
      case 2 -> events.record("{\"type\":\"tidings.open\"}", Map.of());
      case 3 -> events.record("{}", Map.of("ce_specversion", "0.3", "ce_type", "a", "ce_id", "1"));
      default -> new ProducerRecord<>(events.name(), null, new byte[] {(byte) 0xff, (byte) 0xfe});
    };
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Test
  void eventsOfOneNodeArriveAtTheOtherInOrderAndOnce() {
    try (var here = Client.of(one, Claims.of("alice")).stream("types=across");
        var there = Client.of(two, Claims.of("alice")).stream("types=across")) {
      var publisher = Client.publisher(one);
      for (int i = 0; i < 100; i++) {
        var event = Map.of("type", "across", "id", "e" + i, "user", "alice", "data", i);
        publisher.publish(event);
        publisher.publish(event);
      }

      var expected = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
      for (var stream : List.of(here, there)) {
        var got = stream.awaitEvents(100, PATIENCE);
        assertEquals(expected, got.stream().map(SseEvent::data).toList());
      }
      assertEquals(
          here.events().stream().map(SseEvent::lastEventId).toList(),
          there.events().stream().map(SseEvent::lastEventId).toList(),
          "a cursor is the same on every node");
    }
  }

  @Test
  void anEventIsOfItsPublisherOnEveryNode() {
    var query = "types=invoice,marker&format=cloudevents";
    var event = Map.of("type", "invoice", "source", "/billing", "id", "4711", "user", "alice");
    try (var here = Client.of(one, Claims.of("alice")).stream(query);
        var there = Client.of(two, Claims.of("alice")).stream(query)) {
      Client.of(one, Claims.of("forger").inGroups("publisher")).publish(event);
      Client.of(two, Claims.of("billing").inGroups("publisher")).publish(event);
      for (var stream : List.of(here, there)) {
        stream.awaitEvents(2, PATIENCE);
      }
      Client.of(one, Claims.of("billing").inGroups("publisher")).publish(event);
      var record = keyed("alice", Json.write(event));
      events.write(List.of(record, record));
      Client.publisher(one).publish(Map.of("type", "marker", "user", "alice"));
      for (var stream : List.of(here, there)) {
        stream.await("marker", PATIENCE);
        assertEquals(
            List.of("kafka:tidings.events", "user:billing", "user:forger"),
            stream.events().stream()
                .filter(one -> one.type().equals("invoice"))
                .map(one -> one.json().get("publisher").textValue())
                .sorted()
                .toList());
      }
    }
  }

  @Test
  void revocationOnOneNodeAppliesToTheOther() {
    var mallory = Tokens.dev(one, Claims.of("mallory"));
    try (var there = Client.bearer(two, mallory).stream("")) {
      var until = Instant.now().plus(Duration.ofHours(1)).toString();
      var body = Json.write(Map.of("user", "mallory", "until", until));
      var admin = Client.of(one, Claims.of("revoker").inGroups("admin"));
      assertEquals(202, admin.post("/api/admin/revocations", Client.JSON, body).status());

      assertTrue(there.await("tidings.close").data().contains("1002"));
      Problem.of(401, Client.bearer(two, mallory).subscribe(""));
    }
  }

  @Test
  void settingOfTheKafkaClientReachesIt() {
    var event =
        Map.of("type", "a", "data", "x".repeat(KafkaCluster.MAX_REQUEST_SIZE_OF_TWO + 10_000));

    Client.publisher(one).publish(event);
    Problem.of(413, Client.publisher(two).post("/api/events", Client.JSON, Json.write(event)));
  }

  @Test
  void acknowledgedEventsSurviveTheBrokersDeath() {
    var publisher = new StubbornPublisher(Client.publisher(one), "stubborn");
    try (var here = resuming(one);
        var there = resuming(two)) {
      publisher.start(4);
      publisher.awaitAcknowledged(200);

      broker.kill();
      Awaitility.await("the node is not ready")
          .atMost(PATIENCE)
          .until(() -> status(one, "/health/ready") == 503);
      assertEquals(200, status(one, "/health/live"));
      var refusal =
          Client.publisher(one).post("/api/events", Client.JSON, "{\"type\":\"refused\"}");
      assertTrue(Problem.of(503, refusal).retryAfter() >= 1);

      int acknowledged = publisher.acknowledged().size();
      broker.restart();
      for (var node : List.of(one, two)) {
        Awaitility.await("the node is ready again")
            .atMost(PATIENCE)
            .until(() -> status(node, "/health/ready") == 200);
      }
      publisher.awaitAcknowledged(acknowledged + 200);
      publisher.stop();
      Client.publisher(two).publish(Map.of("type", "after"));

      for (var client : List.of(here, there)) {
        Awaitility.await("the event after it")
            .atMost(PATIENCE)
            .until(() -> client.events().stream().anyMatch(one -> one.type().equals("after")));
        Awaitility.await("all that was acknowledged")
            .atMost(PATIENCE)
            .untilAsserted(() -> assertEquals(publisher.acknowledged(), numbers(client.events())));
        assertEquals(List.of(), client.gaps());
      }
    }
  }

  /** A node without its log closes streams, because other nodes may read theirs. */
  private static ResumingClient resuming(LibertyServer node) {
    var token = Map.of(node, Tokens.dev(node, Claims.of("alice")));
    return new ResumingClient(List.of(node), token, "types=stubborn,after", 1, 0);
  }

  /** The events that arrived, which may be more than were acknowledged; none may arrive twice. */
  private static Set<Integer> numbers(List<SseEvent> events) {
    var numbers = new TreeSet<Integer>();
    for (var event : events) {
      if (event.type().equals("stubborn")) {
        assertTrue(numbers.add(event.json().intValue()), () -> event + " came twice");
      }
    }
    return numbers;
  }

  private static int status(LibertyServer node, String path) {
    return Client.anonymous(node).get(path).status();
  }
}
