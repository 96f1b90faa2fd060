package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.RedisBroker;
import tidings.it.support.SseClient;

/** Streams and channels of one Redis, read by two nodes on one Kafka. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisIngressIT {

  private static final int ENTRIES = 10_000;
  private static final int MESSAGES = 1_000;
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("tidings.redis.away", 4));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ORDERS = "stream:orders";
  private static final String LETTERS = "/api/admin/dead-letters";

  private final RedisBroker redis = RedisBroker.durable("redis-in");
  private final RedisClient client = redis.client();
  private final List<LibertyServer> nodes = new ArrayList<>();
  private int started;

  private void start() {
    var name = "redis-in-" + ++started;
    var node =
        LibertyServer.named(name)
            .withDevIdentity()
            .withSharedKafka("redis-in")
            .with("TIDINGS_NODE", name)
            .with("TIDINGS_REDIS_URL", redis.url())
            .with("TIDINGS_REDIS_STREAMS", "orders,away,poison")
            .with("TIDINGS_REDIS_CHANNELS", "news.*,poison")
            .with("TIDINGS_REDIS_LEASE", "3s")
            .with("TIDINGS_REDIS_TIMEOUT", "1s")
            .with("TIDINGS_REDIS_MAX_RETRY_DELAY", "1s")
            .with("TIDINGS_REDIS_BATCH", "100")
            .with("TIDINGS_CONNECTION_QUEUE_EVENTS", "20000")
            .with("TIDINGS_CONNECTION_QUEUE_BYTES", "64 MiB")
            .start();
    nodes.add(node);
  }

  /** If a test has ended one of the nodes, the next test starts another. */
  @BeforeEach
  void startBoth() {
    while (nodes.size() < 2) {
      start();
    }
  }

  @AfterAll
  void stop() {
    nodes.forEach(LibertyServer::close);
    client.close();
    redis.close();
  }

  /** The node that holds a lease, as soon as there is one. */
  private LibertyServer holder(String lease) {
    var name =
        Awaitility.await("the holder of " + lease)
            .atMost(PATIENCE)
            .until(() -> client.get("tidings:ingress:tidings:" + lease), holder -> holder != null);
    int number = Integer.parseInt(name.replaceAll("redis-in-(\\d+)/.*", "$1"));
    return nodes.stream().filter(node -> isNumber(node, number)).findFirst().orElseThrow();
  }

  private boolean isNumber(LibertyServer node, int number) {
    return node.log().contains("\"tidings.node\":\"redis-in-" + number + "\"");
  }

  private LibertyServer other(LibertyServer node) {
    return nodes.stream().filter(one -> one != node).findFirst().orElseThrow();
  }

  private void add(String stream, int number) {
    var event = Map.of("type", stream, "id", "n" + number, "data", number);
    client.xadd(stream, StreamEntryID.NEW_ENTRY, Map.of("event", Json.write(event)));
  }

  private static List<Integer> numbers(SseClient stream) {
    return stream.events().stream().map(event -> event.json().intValue()).toList();
  }

  private static Answer ready(LibertyServer node) {
    return Client.anonymous(node).get("/health/ready");
  }

  @Test
  void streamWhoseReaderIsKilledIsDeliveredOnceAndInOrder() throws Exception {
    var doomed = holder(ORDERS);
    var heir = other(doomed);
    try (var alice = Client.of(heir, Claims.of("alice")).stream("types=orders");
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer = pool.submit(() -> IntStream.range(0, ENTRIES).forEach(n -> add("orders", n)));
      alice.awaitEvents(ENTRIES / 4, PATIENCE);
      doomed.process().kill();
      long killed = System.nanoTime();
      int before = alice.count();
      assertTrue(before < ENTRIES, "it was killed midway");
      Awaitility.await("the successor").atMost(PATIENCE).until(() -> holder(ORDERS) == heir);
      Measured.print(
          "from the death of a stream's reader until another has its lease (of 3 s)",
          Duration.ofNanos(System.nanoTime() - killed));
      writer.get();
      alice.awaitEvents(ENTRIES, PATIENCE);
      assertEquals(IntStream.range(0, ENTRIES).boxed().toList(), numbers(alice));
    } finally {
      remove(doomed);
    }
  }

  /** Writes numbered entries, each repeatedly until Redis has it, and continues after an outage. */
  private int write(String stream, List<Integer> committed, long until) {
    int number = 0;
    while (System.nanoTime() < until || number < 500) {
      try {
        add(stream, number);
        committed.add(number++);
      } catch (JedisException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)); // unreachable; it is retried
      }
    }
    return number;
  }

  @Test
  void redisOutageLosesNoStoredEntryAndHttpContinues() throws Exception {
    var node = nodes.getFirst();
    var committed = new ArrayList<Integer>();
    try (var alice = Client.of(node, Claims.of("alice")).stream("types=away,meanwhile,back");
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      long until = System.nanoTime() + AWAY.multipliedBy(2).toNanos();
      var writer = pool.submit(() -> write("away", committed, until));
      alice.await("away", PATIENCE);
      redis.kill();
      long killed = System.nanoTime();
      for (var each : nodes) {
        Awaitility.await("a node that reports it").until(() -> ready(each).status() == 503);
        var health = ready(each).body();
        assertTrue(health.contains("Redis at 127.0.0.1:" + redis.port()), health);
        Client.publisher(each).publish(Map.of("type", "meanwhile", "data", 0));
      }
      alice.await("meanwhile", PATIENCE);
      Awaitility.await("the time is over")
          .atMost(AWAY.multipliedBy(2))
          .until(() -> System.nanoTime() - killed > AWAY.toNanos());
      redis.restart();
      for (var each : nodes) {
        Awaitility.await("a node that is ready again")
            .atMost(PATIENCE)
            .until(() -> ready(each).status() == 200);
      }
      awaitSubscribed();
      client.publish("news.back", Json.write(Map.of("type", "back")));
      alice.await("back", PATIENCE);
      int count = writer.get();
      alice.awaitEvents(count + 3, PATIENCE);
      var got = alice.events().stream().filter(event -> event.type().equals("away")).toList();
      assertEquals(
          List.copyOf(committed), got.stream().map(event -> event.json().intValue()).toList());
    }
    for (var each : nodes) {
      assertEquals(1, occurrences(each, "cannot be used"), "one line at the outage");
      assertEquals(1, occurrences(each, "can be used again"), "and one after the outage");
    }
  }

  private static int occurrences(LibertyServer node, String text) {
    return (int)
        node.log()
            .lines()
            .filter(line -> line.matches("\\[\\w+ *] Redis at .*" + text + ".*"))
            .count();
  }

  private void publish(int number) {
    var event = Map.of("type", "news", "data", number);
    client.publish("news." + number % 7, Json.write(event));
  }

  @Test
  void messagesOfAPatternArriveOnceAndAnotherNodeTakesOverWhenTheirReaderStops() {
    var first = holder("channels");
    var heir = other(first);
    awaitSubscribed();
    try (var here = Client.of(first, Claims.of("alice")).stream("types=news");
        var there = Client.of(heir, Claims.of("alice")).stream("types=news")) {
      var expected = IntStream.range(0, MESSAGES).boxed().toList();
      expected.forEach(this::publish);
      for (var stream : List.of(here, there)) {
        stream.awaitEvents(MESSAGES, PATIENCE);
        assertEquals(expected, numbers(stream));
      }
      long stopped = System.nanoTime();
      first.process().terminate();
      Awaitility.await("the successor").atMost(PATIENCE).until(() -> holder("channels") == heir);
      awaitSubscribed();
      Measured.print(
          "from SIGTERM until another node is subscribed",
          Duration.ofNanos(System.nanoTime() - stopped));
      IntStream.range(MESSAGES, 2 * MESSAGES).forEach(this::publish);
      there.awaitEvents(2 * MESSAGES, PATIENCE);
      assertEquals(IntStream.range(0, 2 * MESSAGES).boxed().toList(), numbers(there));
      assertTrue(heir.log().contains("Redis channels is now read by this node"), heir::log);
    } finally {
      remove(first);
    }
  }

  private void remove(LibertyServer gone) {
    gone.close();
    nodes.remove(gone);
  }

  private void awaitSubscribed() {
    Awaitility.await("one node is subscribed")
        .atMost(PATIENCE)
        .until(() -> pubsub("NUMPAT").equals(1L) && subscribers("poison") == 1);
  }

  private long subscribers(String channel) {
    return (Long) ((List<?>) pubsub("NUMSUB", channel)).getLast();
  }

  private Object pubsub(String... arguments) {
    return client.eval("return redis.call('PUBSUB', unpack(ARGV))", List.of(), List.of(arguments));
  }

  @Test
  void unreadableInputBecomesAReplayableDeadLetterAndStopsNothing() {
    awaitSubscribed();
    var node = nodes.getLast();
    var admin = Client.of(node, Claims.of("root").inGroups("admin"));
    try (var alice = Client.of(node, Claims.of("alice")).stream("types=mended.*,fine.*")) {
      var id = client.xadd("poison", StreamEntryID.NEW_ENTRY, Map.of("a", "1", "b", "2"));
      client.xadd("poison", StreamEntryID.NEW_ENTRY, Map.of("event", "{\"type\":\"fine.entry\"}"));
      client.publish("poison", "no JSON");
      client.publish("poison", "{\"type\":\"fine.message\"}");
      alice.await("fine.entry", PATIENCE);
      alice.await("fine.message", PATIENCE);

      var ofStream = letter(admin, "redis:poison", id.toString());
      assertTrue(
          ofStream.get("reason").textValue().contains("neither a field"), ofStream::toString);
      assertEquals("2", ofStream.get("headers").get("b").textValue());
      var ofChannel = letter(admin, "redis:poison", "poison/");
      assertTrue(ofChannel.get("reason").textValue().contains("JSON"), ofChannel::toString);

      replay(admin, ofStream, "mended.entry");
      replay(admin, ofChannel, "mended.message");
      alice.await("mended.entry", PATIENCE);
      alice.await("mended.message", PATIENCE);
      assertEquals(4, alice.count());
    }
  }

  private static JsonNode letter(Client admin, String source, String position) {
    return Awaitility.await("the dead letter of " + source + " at " + position)
        .atMost(PATIENCE)
        .until(
            () -> {
              for (var letter : Json.read(admin.get(LETTERS).body()).get("letters")) {
                if (letter.get("source").textValue().equals(source)
                    && letter.get("position").textValue().startsWith(position)) {
                  return letter;
                }
              }
              return null;
            },
            letter -> letter != null);
  }

  private static void replay(Client admin, JsonNode letter, String type) {
    var path = LETTERS + "/" + letter.get("id").textValue() + "/replay";
    for (var answer : List.of("accepted", "duplicates")) {
      var replayed = admin.post(path, Client.JSON, "{\"type\":\"" + type + "\"}");
      assertEquals(202, replayed.status(), replayed::body);
      assertEquals(1, Json.read(replayed.body()).get(answer).intValue(), replayed::body);
    }
  }
}
