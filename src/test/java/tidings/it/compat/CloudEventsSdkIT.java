package tidings.it.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** The CloudEvents SDKs of JavaScript and Java, as publishers and as readers. */
@ResourceLock(SharedServer.LOCK)
class CloudEventsSdkIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> TYPES =
      List.of(
          "com.example/structured",
          "com.example/binary",
          "com.example/text",
          "com.example/bytes",
          "com.example/batch:1",
          "com.example/batch:2",
          "com.example/emitter");

  private static Map<String, String> as(LibertyServer server, Claims claims) {
    return Map.of(
        "TIDINGS_URL", server.uri("/api/events").toString(),
        "TIDINGS_TOKEN", Tokens.dev(server, claims));
  }

  @Test
  void theSdkOfJavaScriptReadsItsOwnEvents() {
    var server = SharedServer.get();
    var sdk = NodeProject.named("cloudevents");
    var reader =
        sdk.start("subscribe.mjs", as(server, Claims.of("reader")), TYPES.toArray(String[]::new));
    Awaitility.await("the subscription")
        .atMost(PATIENCE)
        .failFast("the script ended", () -> !reader.isAlive())
        .until(() -> reader.output().contains("open"));
    var publisher = as(server, Claims.of("publisher").inGroups("publisher"));
    sdk.run("publish.mjs", publisher, PATIENCE);
    assertTrue(reader.exits(PATIENCE) && reader.succeeded(), reader::output);

    var read =
        reader
            .output()
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(Json::read)
            .collect(Collectors.toMap(event -> event.get("type").textValue(), event -> event));
    assertEquals(Map.of(), without(read, TYPES));
    for (var event : read.values()) {
      assertEquals("https://example.com/orders", event.get("source").textValue());
      assertEquals("Größe, 100 %", event.get("subject").textValue());
      assertEquals("reader", event.get("user").textValue());
    }
    assertEquals("{\"total\":1.5}", one(read, "com.example/structured").get("data").toString());
    assertEquals("{\"total\":1.5}", one(read, "com.example/binary").get("data").toString());
    assertEquals("grüße", one(read, "com.example/text").get("data").textValue());
    // Structured mode has types, and binary mode has none.
    assertEquals("7", one(read, "com.example/structured").get("iodebeziumtxtotalorder").toString());
    assertEquals("true", one(read, "com.example/batch:1").get("snapshot").toString());
    assertEquals("\"7\"", one(read, "com.example/binary").get("iodebeziumtxtotalorder").toString());
  }

  private static <T> T one(Map<String, T> read, String type) {
    return Objects.requireNonNull(read.get(type), type);
  }

  private static Map<String, JsonNode> without(Map<String, JsonNode> read, List<String> wanted) {
    var more = new HashMap<>(read);
    wanted.forEach(more::remove);
    assertTrue(read.keySet().containsAll(wanted), () -> "missing of " + read.keySet());
    return more;
  }

  private static CloudEvent event(String type) {
    return CloudEventBuilder.v1()
        .withId(type)
        .withSource(URI.create("/java"))
        .withType(type)
        .withSubject("Order 7, \"100 %\"")
        .withExtension("user", "reader")
        .withExtension("iodebeziumtxdatacollectionorder", 7)
        .withExtension("snapshot", true)
        .withData("application/json", "{\"total\":1.10}".getBytes(UTF_8))
        .build();
  }

  private static void publish(Client client, Map<String, String> headers, byte[] body) {
    var request = client.request("/api/events").POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    var answer = client.send(request);
    assertEquals(202, answer.status(), answer::body);
  }

  @Test
  void theSdkOfJavaReadsItsOwnEvents() {
    var server = SharedServer.get();
    var publisher = Client.publisher(server);
    try (var stream =
        Client.of(server, Claims.of("reader")).stream("format=cloudevents&types=org.**")) {
      var headers = new HashMap<String, String>();
      HttpMessageFactory.createWriter(headers::put, body -> publish(publisher, headers, body))
          .writeBinary(event("org.example/binary"));
      var structured = new HashMap<String, String>();
      HttpMessageFactory.createWriter(structured::put, body -> publish(publisher, structured, body))
          .writeStructured(event("org.example/structured"), new JsonFormat());

      var read =
          stream.awaitEvents(2).stream().collect(Collectors.toMap(SseEvent::type, this::event));
      for (var event : read.values()) {
        assertEquals("Order 7, \"100 %\"", event.getSubject());
        var data = Objects.requireNonNull(event.getData()).toBytes();
        assertEquals("{\"total\":1.1}", new String(data, UTF_8)); // a double in the other language
      }
      var typed = one(read, "org.example/structured");
      assertEquals(7, typed.getExtension("iodebeziumtxdatacollectionorder"));
      assertEquals(true, typed.getExtension("snapshot"));
      var texts = one(read, "org.example/binary");
      assertEquals("7", texts.getExtension("iodebeziumtxdatacollectionorder"));
    }
  }

  private CloudEvent event(SseEvent event) {
    return new JsonFormat().deserialize(event.data().getBytes(UTF_8));
  }
}
