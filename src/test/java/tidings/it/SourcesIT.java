package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.PostgresServer;
import tidings.it.support.RedisBroker;

/**
 * A stream, channels and an outbox on one node, whose servers become unreachable one by one. The
 * node reports it, and stays in rotation, as {@code tidings.health.sources=report} configures.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // much of it waits
class SourcesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RedisBroker redis = RedisBroker.durable("sources-redis");
  private final PostgresServer postgres = PostgresServer.start("sources-postgres");
  private final RedisClient client = redis.client();
  private final LibertyServer node = start();

  private LibertyServer start() {
    client.set("wrong", "no stream");
    return LibertyServer.named("sources")
        .withoutRuns()
        .withDevIdentity()
        .with("TIDINGS_HEALTH_SOURCES", "report")
        .with("TIDINGS_REDIS_URL", redis.url())
        .with("TIDINGS_REDIS_STREAMS", "orders,wrong")
        .with("TIDINGS_REDIS_CHANNELS", "news")
        .with("TIDINGS_REDIS_TIMEOUT", "1s")
        .with("TIDINGS_REDIS_MAX_RETRY_DELAY", "500ms")
        .with("TIDINGS_DATABASE_URL", postgres.url())
        .with("TIDINGS_DATABASE_TIMEOUT", "1s")
        .start();
  }

  @AfterAll
  void stop() {
    node.close();
    client.close();
    postgres.close();
    redis.close();
  }

  private void add(String type) {
    Awaitility.await("it is added, maybe over a new connection")
        .ignoreExceptions()
        .until(
            () -> client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("event", json(type))),
            id -> id != null);
  }

  private void publish(String type) {
    Awaitility.await("there is a subscriber")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> client.publish("news", json(type)) > 0);
  }

  private void insert(String type) throws SQLException {
    postgres.run("insert into tidings_outbox (type) values ('%s')".formatted(type));
  }

  private static String json(String type) {
    return Json.write(Map.of("type", type));
  }

  /** The data of a source in the readiness check, which stays up. */
  private String readiness(String source) {
    var answer = Client.anonymous(node).get("/health/ready");
    assertEquals(200, answer.status(), answer::body);
    for (JsonNode check : Json.read(answer.body()).get("checks")) {
      if (check.get("name").textValue().equals("sources")) {
        assertEquals("UP", check.get("status").textValue(), answer::body);
        return check.get("data").path(source).asText();
      }
    }
    throw new AssertionError(answer.body());
  }

  private void awaitReport(String source, String what) {
    Awaitility.await(source + ": " + what)
        .atMost(PATIENCE)
        .until(() -> readiness(source), said -> said.contains(what));
  }

  @Test
  void outageOfOneSourceLeavesTheOtherRunningAndBothRecover() throws Exception {
    awaitReport("redis stream wrong", "WRONGTYPE");
    awaitReport("redis", "connected");
    try (var stream = Client.of(node, Claims.of("alice")).stream("")) {
      redis.kill();
      awaitReport("redis", "cannot be used");
      assertEquals(0, node.metrics().get("tidings_source_up{source=\"redis\"}"));
      insert("inserted.while-redis-is-away");
      stream.await("inserted.while-redis-is-away", PATIENCE);
      assertEquals("connected", readiness("postgres"));

      redis.restart();
      awaitReport("redis", "connected");
      add("entry.after");
      publish("message.after");
      stream.await("entry.after", PATIENCE);
      stream.await("message.after", PATIENCE);

      postgres.stop();
      awaitReport("postgres", "cannot be used");
      add("entry.while-postgres-is-away");
      publish("message.while-postgres-is-away");
      stream.await("entry.while-postgres-is-away", PATIENCE);
      stream.await("message.while-postgres-is-away", PATIENCE);
      assertEquals("connected", readiness("redis"));

      postgres.startAgain();
      awaitReport("postgres", "connected");
      insert("inserted.after");
      stream.await("inserted.after", PATIENCE);
    }
    assertTrue(node.metrics().get("tidings_source_faults{source=\"redis\"}") >= 1);
    assertEquals(
        0,
        node.metrics().get("tidings_source_part_backlog{part=\"stream orders\",source=\"redis\"}"));
    assertTrue(node.log().contains("If other nodes read it too"), "the node warns about it");
  }
}
