package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.KafkaCluster;
import tidings.it.support.LibertyServer;
import tidings.it.support.Measured;
import tidings.it.support.Promptness;
import tidings.it.support.ResumingClient;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Nodes that receive no answer from Kafka, although no connection breaks. */
@ResourceLock(KafkaCluster.LOCK)
@Order(4) // much of it waits
class StaleNodeIT {

  /** The default of {@code tidings.log.stale-after}, and the duration of a check. */
  private static final Duration STALE = Duration.ofSeconds(7);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CLIENTS = 8;
  private static final int FIRST = 3;

  private final KafkaCluster cluster = KafkaCluster.get();
  private final LibertyServer one = cluster.one();
  private final LibertyServer two = cluster.two();
  private final Client publisher = Client.publisher(one);

  private void publish(int number) {
    publisher.publish(Map.of("type", "stale.a", "id", "s" + number, "data", number));
  }

  private static Client alice(LibertyServer node) {
    return Client.of(node, Claims.of("alice"));
  }

  private static List<Integer> numbers(SseClient stream) {
    return stream.events().stream().map(event -> event.json().intValue()).toList();
  }

  private static void awaitReady(LibertyServer node, boolean ready) {
    Awaitility.await("ready: " + ready)
        .atMost(PATIENCE)
        .until(() -> (Client.anonymous(node).get("/health/ready").status() == 200) == ready);
  }

  private static String stale(LibertyServer node) {
    var checks = Json.read(Client.anonymous(node).get("/health/ready").body()).get("checks");
    for (var check : checks) {
      if (check.get("name").textValue().equals("log")) {
        return check.path("data").path("stale").asText("");
      }
    }
    throw new AssertionError("no check of the log: " + checks);
  }

  @Test
  void nodeThatIsCutOffTellsItsStreamsAndSendsTheirClientsToTheOtherWithoutALoss()
      throws Exception {
    awaitReady(one, true);
    awaitReady(two, true);
    var streams = new ArrayList<SseClient>();
    var alice = alice(two);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var elsewhere = alice(one).stream("types=stale.*")) {
      for (int i = 0; i < CLIENTS; i++) {
        streams.add(alice.stream("types=stale.*"));
      }
      publish(0);
      streams.forEach(stream -> stream.awaitEvents(1));
      var interrupted = threads.submit(() -> heldPoll(alice));
      awaitConnections(CLIENTS + 1);

      cluster.broker().wire().stall();
      long cut = System.nanoTime();
      var cutAt = Instant.now();
      for (var stream : streams) {
        var stale = stream.await("tidings.stale");
        var since = Instant.parse(stale.json().get("since").textValue());
        assertThat(since).isBetween(cutAt.minusSeconds(4), Instant.now());
        assertThat(stale.lastEventId()).isEqualTo(stream.events().getFirst().lastEventId());
      }
      var answer = interrupted.get();
      assertThat(answer.path("stale").path("since").isTextual()).isTrue();
      Promptness.assertWithin(STALE, cut, "the streams and the poll receive the report");
      assertIsStale(two, true);
      assertIsStale(one, false);

      publish(1);
      for (var stream : streams) {
        assertSentOn(stream);
        try (var resumed = resume(stream.lastEventId())) {
          resumed.awaitEvents(1);
          assertThat(numbers(resumed)).containsExactly(1);
          assertThat(resumed.controls()).hasSize(1);
        }
      }
      assertThat(elsewhere.awaitEvents(2)).hasSize(2);
      assertThat(elsewhere.controls()).as("the other node is not stale").hasSize(1);

      try (var stays = alice.stream("types=stale.*")) {
        var types = Stream.of("tidings.open", "tidings.stale");
        stays.await("tidings.stale");
        assertThat(stays.all())
            .extracting(SseEvent::type)
            .containsExactlyElementsOf(types.toList());
        assertPollsSayIt(alice, true);
        var waiting = threads.submit(() -> heldPoll(alice));
        awaitConnections(2);
        cluster.broker().wire().resume();
        stays.await("tidings.fresh", PATIENCE);
        assertThat(waiting.get().has("stale")).isFalse();
        publish(2);
        assertThat(stays.awaitEvents(2)).hasSize(2);
        assertThat(numbers(stays)).containsExactly(1, 2);
      }
      awaitReady(two, true);
      assertIsStale(two, false);
      assertPollsSayIt(alice, false);
    } finally {
      cluster.broker().wire().resume();
      streams.forEach(SseClient::close);
    }
  }

  /** A poll that waits for events that do not arrive. */
  private static JsonNode heldPoll(Client alice) {
    return Json.read(alice.get("/api/events/poll?types=never&timeout=25").body());
  }

  private void awaitConnections(int count) {
    Awaitility.await(count + " connections")
        .until(() -> two.metrics().get("tidings_connections") == count);
  }

  private SseClient resume(String lastEventId) {
    var headers =
        Map.of(
            "Authorization",
            "Bearer " + Tokens.dev(one, Claims.of("alice")),
            "Last-Event-ID",
            lastEventId);
    return SseClient.open(one, "/api/events?types=stale.*", headers);
  }

  private static void assertIsStale(LibertyServer node, boolean expected) {
    assertThat(stale(node).isEmpty()).isEqualTo(!expected);
    assertThat(node.metrics().get("tidings_log_stale")).isEqualTo(expected ? 1 : 0);
    assertThat(Client.anonymous(node).get("/health/ready").status())
        .isEqualTo(expected ? 503 : 200);
    assertThat(Client.anonymous(node).get("/health/live").status()).isEqualTo(200);
  }

  private static void assertPollsSayIt(Client alice, boolean expected) {
    var answer = Json.read(alice.get("/api/events/poll?timeout=0").body());
    assertThat(answer.path("stale").path("since").isTextual()).isEqualTo(expected);
  }

  private static void assertSentOn(SseClient stream) {
    stream.awaitEnd(PATIENCE);
    var close = stream.all().getLast();
    assertThat(close.type()).isEqualTo("tidings.close");
    assertThat(close.json().get("code").intValue()).isEqualTo(1007);
    assertThat(close.json().get("reconnect").booleanValue()).isTrue();
    assertThat(close.json().get("after").intValue()).isBetween(0, 999);
    assertThat(numbers(stream)).containsExactly(0);
  }

  @Test
  void whenNoNodeReachesKafkaNoClientIsMovedRepeatedly() {
    awaitReady(one, true);
    awaitReady(two, true);
    var tokens =
        Map.of(
            one, Tokens.dev(one, Claims.of("alice")),
            two, Tokens.dev(two, Claims.of("alice")));
    var clients = new ArrayList<ResumingClient>();
    try {
      for (int i = 0; i < 5 * CLIENTS; i++) {
        clients.add(new ResumingClient(List.of(one, two), tokens, "types=stale.*", i, 0));
      }
      cluster.broker().pause();
      long cut = System.nanoTime();
      for (var node : List.of(one, two)) {
        Awaitility.await("it is stale").atMost(PATIENCE).until(() -> !stale(node).isEmpty());
      }
      var watched = Duration.ofSeconds(25);
      Awaitility.await("it stays so")
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - cut > watched.toNanos());
      // Both try a few at first. Once in 32 times all of a node's few reach the other one by
      // chance. That node counts this as success, moves four times as many, and sees those return.
      int moves = clients.stream().mapToInt(ResumingClient::connects).sum();
      Measured.print("of " + clients.size() + " clients, moved while no node reads", moves);
      assertThat(moves).isBetween(1, 2 * (FIRST + 4 * FIRST));
      assertThat(clients).allMatch(client -> client.connects() <= 1, "moved once at most");
    } finally {
      cluster.broker().resume();
    }
    try {
      awaitReady(one, true);
      awaitReady(two, true);
      publish(7);
      clients.forEach(client -> client.await(1, PATIENCE));
      assertThat(clients).allMatch(client -> client.gaps().isEmpty(), "nothing was lost");
    } finally {
      clients.forEach(ResumingClient::close);
    }
  }
}
