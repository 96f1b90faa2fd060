package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The five lines of the README, as a shell reads them. */
class RedisReadmeIT {

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

  @Test
  void theLinesOfTheReadmeBringAnEntryAndAMessageToABrowser() {
    var typed = Readme.aroundTheStart("### With Redis");
    var exported = Shell.exported(typed.before());
    assertEquals("redis://localhost:6379", exported.get("TIDINGS_REDIS_URL"));
    try (var redis = RedisBroker.start()) {
      var plan = LibertyServer.named("redis-readme").withDevIdentity();
      exported.forEach(plan::with);
      try (var server = plan.with("TIDINGS_REDIS_URL", redis.url()).start();
          var client = redis.client();
          var alice = Client.of(server, Claims.of("alice")).stream("types=hello")) {
        Awaitility.await("the group and the subscription")
            .until(
                () -> client.exists("orders") && client.publish("news.x", "{\"type\":\"x\"}") > 0);
        Shell.run(REDIS_CLI + typed.after(), Map.of("PORT", String.valueOf(redis.port())));

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
}
