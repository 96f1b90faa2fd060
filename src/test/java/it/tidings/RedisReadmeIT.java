package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The five lines of the README, as a shell reads them. */
class RedisReadmeIT {

  private static final Path FOLDER = Path.of("target/it/redis-readme-shell");

  /** What {@code redis-cli} is here: the protocol of Redis, spoken by the shell itself. */
  private static final String REDIS_CLI =
      """
      redis-cli() {
        exec 3<>/dev/tcp/127.0.0.1/$PORT
        printf '*%d\\r\\n' $# >&3
        for word; do printf '$%d\\r\\n%s\\r\\n' ${#word} "$word" >&3; done
        head -n 1 <&3
      }
      """;

  private static List<String> lines() throws IOException {
    var readme = Files.readString(Path.of("README.md"));
    int section = readme.indexOf("### With Redis");
    int begin = readme.indexOf("```bash\n", section) + 8;
    return readme.substring(begin, readme.indexOf("```", begin)).lines().toList();
  }

  private static String shell(String script, Map<String, String> environment) throws IOException {
    Files.createDirectories(FOLDER);
    var output = Files.createTempFile(FOLDER, "shell", ".log");
    var shell = ChildProcess.start(List.of("bash", "-euc", script), environment, output);
    assertTrue(shell.exits(Duration.ofSeconds(20)), script);
    assertTrue(shell.succeeded(), shell::output);
    return shell.output();
  }

  @Test
  void theLinesOfTheReadmeBringAnEntryAndAMessageToABrowser() throws IOException {
    var lines = lines();
    int run = lines.indexOf("mvn package liberty:run");
    var exports = String.join("\n", lines.subList(0, run));
    try (var redis = RedisBroker.start()) {
      var plan = LibertyServer.named("redis-readme").withDevIdentity();
      exported(exports).forEach(plan::with);
      try (var server = plan.with("TIDINGS_REDIS_URL", redis.url()).start();
          var client = redis.client();
          var alice = Client.of(server, Claims.of("alice")).stream("types=hello")) {
        Awaitility.await("the group and the subscription")
            .until(
                () -> client.exists("orders") && client.publish("news.x", "{\"type\":\"x\"}") > 0);
        var rest = String.join("\n", lines.subList(run + 1, lines.size()));
        shell(REDIS_CLI + rest, Map.of("PORT", String.valueOf(redis.port())));

        var got = alice.awaitEvents(2, Duration.ofSeconds(30));
        assertEquals(
            List.of("\"from a channel\"", "\"from a stream\""),
            got.stream().map(SseEvent::data).sorted().toList());
        assertMeasured(server.metrics());
      }
    }
  }

  private static void assertMeasured(Metrics metrics) {
    assertTrue(metrics.get("tidings_source_inputs_total{source=\"redis\"}") >= 3);
    for (var reason : List.of("trimmed", "queue-full")) {
      assertEquals(
          0, metrics.get("tidings_source_lost_total{reason=\"" + reason + "\",source=\"redis\"}"));
    }
  }

  /** What is in the environment after these lines, of Tidings. */
  private static Map<String, String> exported(String lines) throws IOException {
    var found =
        shell(lines + "\nenv", Map.of())
            .lines()
            .filter(line -> line.startsWith("TIDINGS_REDIS_"))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertEquals("redis://localhost:6379", found.get("TIDINGS_REDIS_URL"));
    return new HashMap<>(found);
  }
}
