package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the README has its readers type, as it stands there. */
@ResourceLock(SharedServer.LOCK)
class ReadmeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the console's producer is here: it leaves what it was told, and what it was to send. */
  private static final String PRODUCER =
      """
      kafka-console-producer.sh() {
        printf '%s\\n' "$@" > "$FOLDER/arguments"
        cat > "$FOLDER/records"
      }
      """;

  private final LibertyServer server = SharedServer.get();

  private String here(String script) {
    return script.replace("localhost:9080", server.host() + ":" + server.httpPort());
  }

  /** Of the block with curl: what is typed in either terminal, and in one of them. */
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
  void whatOneTerminalPublishesTheOtherSees() {
    var typed = Terminals.of(here(Readme.block("### Publish and subscribe with curl", "bash")));
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
    var token = Terminals.of(Readme.block("### Publish and subscribe with curl", "bash")).token();
    var chat = Readme.block("### Chat, and call it as OpenAI", "bash");
    var answer = Shell.run(here(token + chat), Map.of());
    assertTrue(answer.contains("\"type\":\"run_started\""), answer);
    assertTrue(answer.contains("\"role\":\"tool\""), answer);
    assertTrue(answer.contains("data: [DONE]"), answer);
    assertTrue(answer.contains("\"object\":\"chat.completion\""), answer);
  }

  @Test
  void aRecordThatIsWrittenToKafkaIsSentToABrowser(@TempDir Path folder) throws IOException {
    var typed = Readme.aroundTheStart("### With Kafka");
    var exported = Shell.exported(typed.before());
    assertEquals("localhost:9092", exported.get("TIDINGS_KAFKA_BOOTSTRAP_SERVERS"));
    var plan = LibertyServer.named("readme-kafka").withDevIdentity();
    exported.forEach(plan::with);
    try (var broker = KafkaBroker.start("readme-kafka-broker");
        var node = plan.withKafka(broker).start();
        var alice = Client.of(node, Claims.of("alice")).stream("types=hello")) {
      Shell.run(PRODUCER + typed.after(), Map.of("FOLDER", folder.toString()));
      var topic = exported.get("TIDINGS_KAFKA_TOPICS");
      assertEquals(
          List.of("--bootstrap-server", "localhost:9092", "--topic", topic),
          Files.readAllLines(folder.resolve("arguments")));
      var events = new KafkaTopic(broker, String.valueOf(topic));
      for (var record : Files.readAllLines(folder.resolve("records"))) {
        events.write(List.of(events.record(record, Map.of())));
      }
      assertEquals("\"from Kafka\"", alice.await("hello", PATIENCE).data());
    }
  }
}
