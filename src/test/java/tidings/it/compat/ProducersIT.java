package tidings.it.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import tidings.event.codec.Produced;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaNode;
import tidings.it.support.KafkaTopic;
import tidings.it.support.LibertyServer;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Events of third-party producers, through a real Kafka, Redis and HTTP to a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(KafkaNode.LOCK)
class ProducersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RedisClient client = KafkaNode.get().redis().client();
  private final LibertyServer node = KafkaNode.get().server();
  private final KafkaTopic events = KafkaNode.get().events();

  @AfterAll
  void stop() {
    client.close();
  }

  /** The same message as another event. */
  private static Produced on(String way, Produced produced) {
    var id = produced.id().id();
    var headers = new HashMap<String, String>();
    produced.headers().forEach((name, text) -> headers.put(name, text.replace(id, id + way)));
    return new Produced(
        produced.producer(),
        headers,
        produced.body().replace("\"id\":\"" + id, "\"id\":\"" + id + way),
        produced.id(),
        produced.type(),
        produced.data(),
        produced.extensions());
  }

  private static Map<String, JsonNode> byProducer(List<SseEvent> events, String way) {
    return events.stream()
        .map(SseEvent::json)
        .collect(
            Collectors.toMap(
                event -> event.get("id").textValue().replace(way, ""), event -> event));
  }

  private static void assertAreAllThere(List<SseEvent> events, String way) {
    var read = byProducer(events, way);
    for (var produced : Produced.ALL) {
      var event =
          requireNonNull(
              read.get(produced.id().id()), () -> produced + " is not among " + read.keySet());
      assertEquals(produced.type(), event.get("type").textValue());
      assertEquals(produced.id().source(), event.get("source").textValue());
      produced
          .extensions()
          .forEach((name, value) -> assertEquals(value.text(), event.get(name).asText(), name));
    }
  }

  @Test
  void recordsOfProducersInKafkaReachABrowser() {
    try (var stream = reader("**")) {
      Produced.ALL.stream()
          .map(one -> on("-kafka", one))
          .forEach(one -> events.write(List.of(events.record(one.body(), one.headers()))));
      Awaitility.await().atMost(PATIENCE).until(() -> of(stream.events(), "-kafka").size() == 9);
      assertAreAllThere(of(stream.events(), "-kafka"), "-kafka");
      var debezium = byProducer(of(stream.events(), "-kafka"), "-kafka");
      var typed = requireNonNull(debezium.get("name:test_server;lsn:29274832;txId:565"));
      assertTrue(typed.get("iodebeziumtxtotalorder").isNumber(), typed::toString);
      assertTrue(typed.get("iodebeziumsnapshot").isTextual(), typed::toString);
    }
  }

  private static List<SseEvent> of(List<SseEvent> events, String way) {
    return events.stream().filter(one -> one.json().get("id").asText().endsWith(way)).toList();
  }

  private SseClient reader(String types) {
    return Client.of(node, Claims.of("reader")).stream("format=cloudevents&types=" + types);
  }

  @Test
  void eventsOfProducersOverHttpReachABrowser() {
    var publisher = Client.publisher(node);
    try (var stream = reader("**")) {
      for (var one : Produced.ALL) {
        var produced = on("-http", one);
        var request =
            publisher
                .request("/api/events")
                .POST(BodyPublishers.ofByteArray(produced.bytes()))
                .header("Content-Type", contentType(produced));
        produced
            .headers()
            .forEach(
                (name, text) -> {
                  if (name.toLowerCase(Locale.ROOT).startsWith("ce")) {
                    request.header(name.replace('_', '-'), text);
                  }
                });
        var answer = publisher.send(request);
        assertEquals(202, answer.status(), () -> produced + ": " + answer.body());
      }
      Awaitility.await().atMost(PATIENCE).until(() -> of(stream.events(), "-http").size() == 9);
      assertAreAllThere(of(stream.events(), "-http"), "-http");
    }
  }

  private static String contentType(Produced produced) {
    return produced.headers().entrySet().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).matches("content-?type"))
        .map(header -> header.getValue().replace("\"", ""))
        .findFirst()
        .orElse(produced.headers().isEmpty() ? Client.CLOUDEVENT : Client.JSON);
  }

  @Test
  void entriesOfProducersInARedisStreamReachABrowser() {
    try (var stream = reader("**")) {
      for (var one : Produced.ALL) {
        var produced = on("-redis", one);
        var fields = new HashMap<>(produced.headers());
        fields.put("data", produced.body());
        client.xadd("produced", StreamEntryID.NEW_ENTRY, fields);
      }
      Awaitility.await().atMost(PATIENCE).until(() -> of(stream.events(), "-redis").size() == 9);
      assertAreAllThere(of(stream.events(), "-redis"), "-redis");
    }
  }

  @Test
  void tombstonesAreCountedAndAreNoDeadLetters() {
    double letters = node.metrics().get("tidings_dead_letters_total{source=\"kafka\"}");
    var key = "7".getBytes(UTF_8);
    events.write(List.of(new ProducerRecord<byte[], byte[]>(events.name(), key, null)));
    events.write(List.of(events.record("{", Map.of())));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> node.metrics().get("tidings_kafka_tombstones_total") == 1);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.metrics().get("tidings_dead_letters_total{source=\"kafka\"}") == letters + 1);
  }

  /** Not with an HTTP client: clients refuse to send what others send. */
  private String rawPost(String headers, String body) {
    var token = Tokens.dev(node, Claims.of("publisher").inGroups("publisher"));
    try (var socket = new Socket(node.host(), node.httpPort())) {
      var request =
          "POST /api/events HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
              .formatted(
                  node.host(), node.httpPort(), token, body.getBytes(UTF_8).length, headers, body);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void headersInBinaryModeAreRawUtf8OrQuotedOrPercentEncoded() {
    try (var stream = reader("header.*")) {
      int n = 0;
      for (var subject :
          List.of("Größe €😀", "Gr%C3%B6%C3%9Fe%20%E2%82%AC%F0%9F%98%80", "\"Größe €😀\"")) {
        var answer =
            rawPost(
                "CE-SpecVersion: 1.0\r\nce-id: %d\r\nCe-Type: header.x\r\nce-source: /h\r\nce-subject: %s\r\nContent-Type: APPLICATION/JSON; Charset=UTF-8\r\n"
                    .formatted(n++, subject),
                "1");
        assertTrue(answer.startsWith("HTTP/1.1 202"), answer);
      }
      var subjects =
          stream.awaitEvents(3).stream().map(one -> one.json().get("subject").textValue()).toList();
      assertEquals(List.of("Größe €😀", "Größe €😀", "Größe €😀"), subjects);
      var twice =
          rawPost(
              "ce-specversion: 1.0\r\nce-id: 9\r\nce-type: header.a\r\nce-type: header.b\r\n", "");
      assertTrue(twice.startsWith("HTTP/1.1 400") && twice.contains("is given twice"), twice);
    }
  }

  @Test
  void typesThatABrowserWouldTakeForItsOwnAndFormatsThatAreNotReadAreRefusedByName() {
    var publisher = Client.publisher(node);
    for (var type : List.of("error", "open")) {
      var answer = publisher.post("/api/events", Client.JSON, Json.write(Map.of("type", type)));
      assertEquals(400, answer.status(), answer::body);
      assertTrue(answer.body().contains("EventSource"), answer::body);
    }
    for (var format : List.of("xml", "protobuf", "avro")) {
      var answer = publisher.post("/api/events", "application/cloudevents+" + format, "x");
      assertEquals(415, answer.status(), answer::body);
      assertTrue(answer.body().contains("application/cloudevents+" + format), answer::body);
    }
    var empty = publisher.post("/api/events", Client.BATCH, "[]");
    assertEquals(202, empty.status(), empty::body);
    var bom = publisher.post("/api/events", Client.JSON, "\uFEFF{\"type\":\"bom\"}");
    assertEquals(202, bom.status(), bom::body);
    var vendor = publisher.post("/api/events", "Application/Vnd.Acme+JSON", "{\"type\":\"v\"}");
    assertEquals(202, vendor.status(), vendor::body);
  }

  @Test
  void typesOfAllCharactersAreSubscribedToAndRepeatedParametersBothCount() {
    var types = List.of("com.example/x", "a:b", "größer", "a b", "message");
    var query =
        types.stream()
            .map(type -> "types=" + URLEncoder.encode(type, UTF_8))
            .collect(Collectors.joining("&"));
    var publisher = Client.publisher(node);
    try (var stream = Client.of(node, Claims.of("typist")).stream(query)) {
      for (var type : types) {
        publisher.publish(Map.of("type", type, "user", "typist", "data", type));
      }
      publisher.publish(Map.of("type", "other", "user", "typist"));
      var received = stream.awaitEvents(5);
      assertEquals(types, received.stream().map(SseEvent::type).toList());
      assertEquals(types, received.stream().map(one -> one.json().textValue()).toList());
    }
  }

  @Test
  void userWithACommaAloneReceivesTheirEvents() {
    var publisher = Client.publisher(node);
    var names = List.of("Doe, Jane", "CN=Doe\\, Jane,OU=Staff", "[ops]", "%2C", "jörg \"x\"");
    for (var name : names) {
      var parts = new TreeSet<>(Set.of(name.split(",")));
      parts.remove(name);
      var strangers =
          parts.stream()
              .map(part -> Client.of(node, Claims.of(part.strip())).stream("types=**"))
              .toList();
      try (var stream = Client.of(node, Claims.of(name)).stream("types=**")) {
        var array = Json.write(List.of(name));
        publisher.publish(Map.of("type", "of.json", "user", List.of(name)));
        publisher.publish(Map.of("type", "of.text", "user", array));
        events.write(
            List.of(
                events.record(
                    "1",
                    Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        name,
                        "ce_type",
                        "of.kafka",
                        "ce_user",
                        array))));
        client.xadd(
            "produced",
            StreamEntryID.NEW_ENTRY,
            Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                "r" + name,
                "ce_type",
                "of.redis",
                "ce_user",
                array,
                "data",
                "1"));
        var run =
            Client.of(node, Claims.of(name))
                .post(
                    "/api/chat/completions",
                    Client.JSON,
                    "{\"user_prompt\":\"hi\",\"model_name\":\"scripted\",\"stream\":false}");
        assertEquals(200, run.status(), run::body);
        for (var type : List.of("of.json", "of.text", "of.kafka", "of.redis", "run.started")) {
          stream.await(type, PATIENCE);
        }
        publisher.publish(Map.of("type", "fence"));
        strangers.forEach(
            stranger -> {
              stranger.await("fence", PATIENCE);
              assertEquals(
                  List.of("fence"), stranger.events().stream().map(SseEvent::type).toList());
            });
      } finally {
        strangers.forEach(SseClient::close);
      }
    }
  }
}
