package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.KafkaBroker;
import tidings.it.support.KafkaTopic;
import tidings.it.support.LibertyServer;
import tidings.it.support.Readme;
import tidings.it.support.RedisBroker;
import tidings.it.support.SharedServer;
import tidings.it.support.Shell;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;

/** Runs the commands of the README exactly as they are written. */
@ResourceLock(SharedServer.LOCK)
@Order(4) // long
class ReadmeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A replacement for the console producer: it stores its arguments and its input. */
  private static final String PRODUCER =
      """
      kafka-console-producer.sh() {
        printf '%s\\n' "$@" > "$FOLDER/arguments"
        cat > "$FOLDER/records"
      }
      """;

  /** A replacement for {@code redis-cli}: the protocol of Redis, implemented by the shell. */
  private static final String REDIS_CLI =
      """
      redis-cli() {
        exec 3<>/dev/tcp/127.0.0.1/$PORT
        printf '*%d\\r\\n' $# >&3
        for word; do printf '$%d\\r\\n%s\\r\\n' ${#word} "$word" >&3; done
        head -n 1 <&3
      }
      """;

  private final LibertyServer server = SharedServer.get();

  private String here(String script) {
    return script.replace("localhost:9080", server.host() + ":" + server.httpPort());
  }

  /** The block with curl: the commands of both terminals, and of each. */
  private record Terminals(String token, String subscribe, String publish) {

    static Terminals of(String block) {
      int subscribe = block.indexOf("# Subscribe");
      int publish = block.indexOf("# … publish");
      return new Terminals(
          block.substring(0, subscribe),
          block.substring(subscribe, publish),
          block.substring(publish));
    }
  }

  @Test
  void eventOfOneTerminalReachesTheOther() {
    var typed = Terminals.of(here(Readme.block("## Publish your first event", "bash")));
    var subscriber = Shell.start(typed.token() + typed.subscribe(), Map.of());
    try {
      Awaitility.await("the stream is open")
          .atMost(PATIENCE)
          .until(() -> subscriber.output().contains("event: tidings.open"));
      var answer = Shell.run(typed.token() + typed.publish(), Map.of());
      assertTrue(answer.contains("{\"accepted\":1,\"cursor\":\""), answer);
      assertTrue(answer.contains("\"duplicates\":0}"), answer);
      Awaitility.await("the event")
          .atMost(PATIENCE)
          .until(
              () ->
                  subscriber.output().contains("event: task.progress")
                      && subscriber.output().contains("data: {\"task\":\"123\",\"progress\":50}"));
    } finally {
      subscriber.kill();
    }
  }

  @Test
  void aChatIsStreamedAndTheSameModelAnswersAsOpenAi() {
    var token = Terminals.of(Readme.block("## Publish your first event", "bash")).token();
    var chat = Readme.block("## Start your first chat", "bash");
    var answer = Shell.run(here(token + chat), Map.of());
    assertTrue(answer.contains("\"type\":\"run_started\""), answer);
    assertTrue(answer.contains("\"role\":\"tool\""), answer);
    assertTrue(answer.contains("data: [DONE]"), answer);
    assertTrue(answer.contains("\"object\":\"chat.completion\""), answer);
  }

  /** Both on one node: the exported variables of the two are combined. */
  @Test
  void entriesOfKafkaAndRedisReachABrowser(@TempDir Path folder) throws IOException {
    var kafka = Readme.aroundTheStart("## How do I connect Kafka?");
    var redis = Readme.aroundTheStart("## How do I connect Redis?");
    var exported = new HashMap<String, String>(Shell.exported(kafka.before()));
    exported.putAll(Shell.exported(redis.before()));
    assertEquals("localhost:9092", exported.get("TIDINGS_KAFKA_BOOTSTRAP_SERVERS"));
    assertEquals("redis://localhost:6379", exported.get("TIDINGS_REDIS_URL"));
    var plan = LibertyServer.named("readme").withDevIdentity();
    exported.forEach(plan::with);
    try (var broker = KafkaBroker.start("readme-broker");
        var redisBroker = RedisBroker.start();
        var node = plan.withKafka(broker).with("TIDINGS_REDIS_URL", redisBroker.url()).start()) {
      try (var alice = Client.of(node, Claims.of("alice")).stream("types=hello")) {
        var topic = String.valueOf(exported.get("TIDINGS_KAFKA_TOPICS"));
        assertRecordReaches(alice, new KafkaTopic(broker, topic), kafka.after(), folder);
      }
      assertEntryAndMessageReach(node, redisBroker, redis.after());
    }
  }

  private static void assertRecordReaches(
      SseClient alice, KafkaTopic events, String typed, Path folder) throws IOException {
    Shell.run(PRODUCER + typed, Map.of("FOLDER", folder.toString()));
    assertEquals(
        List.of("--bootstrap-server", "localhost:9092", "--topic", events.name()),
        Files.readAllLines(folder.resolve("arguments")));
    for (var record : Files.readAllLines(folder.resolve("records"))) {
      events.write(List.of(events.record(record, Map.of())));
    }
    assertEquals("\"from Kafka\"", alice.await("hello", PATIENCE).data());
  }

  private static void assertEntryAndMessageReach(
      LibertyServer node, RedisBroker redis, String typed) {
    try (var client = redis.client();
        var alice = Client.of(node, Claims.of("alice")).stream("types=hello")) {
      Awaitility.await("the group and the subscription")
          .until(() -> client.exists("orders") && client.publish("news.x", "{\"type\":\"x\"}") > 0);
      Shell.run(REDIS_CLI + typed, Map.of("PORT", String.valueOf(redis.port())));

      var got = alice.awaitEvents(2, PATIENCE);
      assertEquals(
          List.of("\"from a channel\"", "\"from a stream\""),
          got.stream().map(SseEvent::data).sorted().toList());
    }
    var metrics = node.metrics();
    assertTrue(metrics.get("tidings_source_inputs_total{source=\"redis\"}") >= 3);
    for (var reason : List.of("trimmed", "queue-full")) {
      assertEquals(
          0,
          metrics.get(
              "tidings_source_inputs_lost_total{reason=\"" + reason + "\",source=\"redis\"}"));
    }
  }
}
