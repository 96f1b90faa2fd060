package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaCluster;
import tidings.it.support.KafkaTopic;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.Problem;
import tidings.it.support.ResumingClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/**
 * Two nodes on one Kafka: a node dies, the broker becomes unreachable, and clients receive
 * everything exactly once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(KafkaCluster.LOCK)
@Order(3) // long, and much of it waits
class ClusterIT {

  private static final int CLIENTS = Integer.getInteger("tidings.cluster.clients", 40);
  private static final int EVENTS = Integer.getInteger("tidings.cluster.events", 4000);
  private static final int TYPES = 8;
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaCluster cluster = KafkaCluster.get();
  private final KafkaTopic topic = new KafkaTopic(cluster.broker(), "tidings.events");

  private static List<ResumingClient> clients(
      List<LibertyServer> nodes, Map<LibertyServer, String> tokens, String type, Random random) {
    var clients = new ArrayList<ResumingClient>();
    for (int i = 0; i < CLIENTS; i++) {
      int cutWithin = i % 4 == 0 ? 100 * EVENTS : 0;
      clients.add(
          new ResumingClient(nodes, tokens, "types=" + type + ".*", random.nextLong(), cutWithin));
    }
    return clients;
  }

  /** Writes like another program, little by little, regardless of the broker's state. */
  private void write(String type, int from, int to) {
    for (int number = from; number < to; number += 100) {
      writeAtOnce(type, number, Math.min(number + 100, to));
    }
  }

  private void writeAtOnce(String type, int from, int to) {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (int number = from; number < to; number++) {
      var key = type(type, number).getBytes(StandardCharsets.UTF_8);
      var value = Json.write(event(type, number)).getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(topic.name(), key, value));
    }
    topic.write(records);
  }

  private static Map<String, Object> event(String type, int number) {
    return Map.of("type", type(type, number), "id", type + number, "data", number);
  }

  /** One of this many types, each a partition key. */
  private static String type(String base, int number) {
    return base + "." + number % TYPES;
  }

  private static void assertEverythingOnce(List<ResumingClient> clients, int count) {
    for (var client : clients) {
      client.await(count, PATIENCE);
      var numbers = client.events().stream().map(event -> event.json().intValue()).toList();
      assertEquals(
          List.of(),
          twice(client.events()),
          () -> "none came twice; connections: " + String.join("\n", client.history()));
      assertEquals(count, new HashSet<>(numbers).size(), "none was lost");
      assertEquals(List.of(), client.gaps());
      assertOrdered(client.events());
    }
  }

  /** Repeated events, with their ids. */
  private static List<String> twice(List<SseEvent> events) {
    var first = new HashMap<Integer, SseEvent>();
    var twice = new ArrayList<String>();
    for (var event : events) {
      var before = first.putIfAbsent(event.json().intValue(), event);
      if (before != null) {
        twice.add(event.data() + " at " + before.lastEventId() + " and " + event.lastEventId());
      }
    }
    return twice;
  }

  /** Events of one publisher under one key arrive in the order of their publication. */
  private static void assertOrdered(List<SseEvent> events) {
    var last = new HashMap<String, Integer>();
    for (var event : events) {
      int number = event.json().intValue();
      var before = last.put(event.type() + number * 2 / EVENTS, number);
      assertTrue(before == null || before < number, () -> before + " before " + number);
    }
  }

  @Test
  void nodeThatDiesLosesNothingForItsClients() throws Exception {
    var one = cluster.one();
    var two = cluster.two();
    var nodes = List.of(one, two);
    var tokens =
        Map.of(
            one, Tokens.dev(one, Claims.of("alice")),
            two, Tokens.dev(two, Claims.of("alice")));
    var clients = clients(nodes, tokens, "die", new Random(1));
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var publishers = List.of(Client.publisher(one), Client.publisher(two));
      var http = pool.submit(() -> publishKeyed("die", 0, EVENTS / 2, publishers));
      var kafka = pool.submit(() -> write("die", EVENTS / 2, EVENTS));
      clients.getFirst().await(EVENTS / 5, PATIENCE);
      one.process().kill();
      http.get();
      kafka.get();
      assertEverythingOnce(clients, EVENTS);
      Measured.print("connections of " + CLIENTS + " clients", connects(clients));
    } finally {
      clients.forEach(ResumingClient::close);
    }
  }

  private static int connects(List<ResumingClient> clients) {
    return clients.stream().mapToInt(ResumingClient::connects).sum();
  }

  /** Publishes batch after batch, each repeatedly, at either node, until it is accepted. */
  private static int publishKeyed(String type, int from, int to, List<Client> publishers) {
    int refused = 0;
    for (int number = from; number < to; ) {
      int end = Math.min(number + 20, to);
      var events = IntStream.range(number, end).mapToObj(n -> event(type, n)).toList();
      refused += untilAccepted(Json.write(events), publishers);
      number = end;
    }
    return refused;
  }

  /** Returns how often it was refused with 503 and a delay. */
  private static int untilAccepted(String body, List<Client> publishers) {
    int refused = 0;
    for (int attempt = 0; ; attempt++) {
      try {
        var answer =
            publishers.get(attempt % publishers.size()).post("/api/events", Client.JSON, body);
        if (answer.status() == 202) {
          return refused;
        }
        assertTrue(Problem.of(503, answer).retryAfter() >= 1);
        refused++;
      } catch (UncheckedIOException e) {
        assertTrue(attempt < 10_000, e::toString); // the node died; the other accepts it
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void brokerOutageOfTwentySecondsLosesNoAcceptedEvent() throws Exception {
    var one = cluster.one();
    var two = cluster.two();
    var tokens =
        Map.of(
            one, Tokens.dev(one, Claims.of("alice")),
            two, Tokens.dev(two, Claims.of("alice")));
    var clients = clients(List.of(one, two), tokens, "away", new Random(2));
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var publishers = List.of(Client.publisher(one), Client.publisher(two));
      var http = pool.submit(() -> publishKeyed("away", 0, EVENTS / 2, publishers));
      var kafka = pool.submit(() -> write("away", EVENTS / 2, EVENTS));
      clients.getFirst().await(EVENTS / 10, PATIENCE);
      cluster.broker().kill();
      long killed = System.nanoTime();
      Awaitility.await("the broker stays unreachable")
          .atMost(AWAY.multipliedBy(2))
          .until(() -> System.nanoTime() - killed > AWAY.toNanos());
      cluster.broker().restart();
      assertTrue(http.get() > 0, "publishers were refused meanwhile");
      kafka.get();
      assertEverythingOnce(clients, EVENTS);
    } finally {
      clients.forEach(ResumingClient::close);
    }
  }
}
