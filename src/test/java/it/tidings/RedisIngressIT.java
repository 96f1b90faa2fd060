package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/** Streams and channels of one Redis, taken by two nodes on one Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisIngressIT {

  private static final int ENTRIES = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaBroker kafka = KafkaBroker.start("redis-in-kafka");
  private final RedisBroker redis = RedisBroker.durable("redis-in");
  private final RedisClient client = redis.client();

  private LibertyServer.Plan node(String name) {
    return LibertyServer.named(name)
        .withDevIdentity()
        .withKafka(kafka)
        .with("TIDINGS_NODE", name)
        .with("TIDINGS_REDIS_URL", redis.url())
        .with("TIDINGS_REDIS_STREAMS", "orders")
        .with("TIDINGS_REDIS_LEASE", "3s")
        .with("TIDINGS_REDIS_BATCH", "100")
        .with("TIDINGS_CONNECTION_QUEUE_EVENTS", "20000")
        .with("TIDINGS_CONNECTION_QUEUE_BYTES", "64 MiB");
  }

  @AfterAll
  void stop() {
    client.close();
    redis.close();
    kafka.close();
  }

  private void add(int number) {
    var event = "{\"type\":\"order\",\"data\":" + number + "}";
    client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("event", event));
  }

  @Test
  void streamWhoseReaderIsKilledIsDeliveredOnceAndInOrder() throws Exception {
    var one = node("redis-in-one").start();
    try (var two = node("redis-in-two").start();
        var alice = Client.of(two, Claims.of("alice")).stream("types=order");
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer = pool.submit(() -> IntStream.range(0, ENTRIES).forEach(this::add));
      alice.awaitEvents(ENTRIES / 3, PATIENCE);
      one.process().kill();
      long killed = System.nanoTime();
      int before = alice.events().size();
      writer.get();
      alice.awaitEvents(before + 2_000, PATIENCE);
      Measured.print(
          "ms from the death of a stream's reader until 2,000 entries more have come",
          (System.nanoTime() - killed) / 1_000_000);
      var got = alice.awaitEvents(ENTRIES, PATIENCE);
      assertEquals(
          IntStream.range(0, ENTRIES).boxed().toList(),
          got.stream().map(event -> event.json().intValue()).toList());
    } finally {
      one.close();
    }
  }
}
