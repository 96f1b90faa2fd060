package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.Promptness;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;

/**
 * A node ends streams by itself: each after its lifetime, and all when an administrator drains it,
 * which the audit log records.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4) // much of it waits
class DrainIT {

  private static final int STREAMS = 200;
  private static final int ACCEPT_RATE = 40;
  private static final int SPREAD_MILLIS = STREAMS * 1000 / ACCEPT_RATE;
  private static final String DRAIN = "/api/admin/drain";

  /** Longer than a drain takes, including the tests beside it. */
  private static final Duration LIFETIME = Duration.ofSeconds(25);

  private static final int MORTALS = 30;

  private final LibertyServer server =
      LibertyServer.named("drain")
          .withoutRuns()
          .withDevIdentity()
          .with("TIDINGS_CONNECTION_LIFETIME", LIFETIME.toSeconds() + "s")
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", "1000")
          .with("TIDINGS_LIMITS_CONNECT_RATE", "1000")
          .with("TIDINGS_DRAIN_NOTICE", "1s")
          .with("TIDINGS_DRAIN_RECONNECT_SPREAD", "100ms")
          .with("TIDINGS_DRAIN_RECONNECT_RATE", String.valueOf(ACCEPT_RATE))
          .start();

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @Order(1)
  void streamEndsAfterItsLifetimeWithinATenthAndItsClientMayReconnect() {
    var streams = new ArrayList<SseClient>();
    var start = new ArrayList<Long>();
    try {
      var alice = Client.of(server, Claims.of("alice").inGroups("publisher"));
      for (int i = 0; i < MORTALS; i++) {
        start.add(System.nanoTime());
        streams.add(alice.stream(""));
      }

      var lives =
          IntStream.range(0, MORTALS)
              .mapToObj(i -> Duration.ofNanos(closed(streams.get(i)) - start.get(i)))
              .sorted()
              .toList();
      var tenth = LIFETIME.dividedBy(10);
      var slack = Promptness.allowed(Duration.ofSeconds(1)); // the counts of a new connection
      assertThat(lives.getFirst()).isGreaterThanOrEqualTo(LIFETIME.minus(tenth));
      assertThat(lives.getLast()).isLessThan(LIFETIME.plus(tenth).plus(slack));
      assertThat(lives.getLast().minus(lives.getFirst())).isGreaterThan(tenth.dividedBy(2));

      try (var again = alice.stream("")) {
        alice.publish(Map.of("type", "a", "user", "alice", "data", 1));
        assertEquals("1", again.await("a").data());
        assertFalse(again.isEnded());
      }
    } finally {
      streams.forEach(SseClient::close);
    }
  }

  /** Time of its last event, which is the close ({@link System#nanoTime}). */
  private static long closed(SseClient stream) {
    var close = stream.await("tidings.close", LIFETIME.multipliedBy(2));
    assertEquals(1005, close.json().get("code").intValue());
    assertEquals("lifetime", close.json().get("reason").textValue());
    assertTrue(close.json().get("reconnect").booleanValue());
    stream.awaitEnd();
    assertEquals(close, stream.all().getLast());
    return close.arrivedNanos();
  }

  @Test
  @Order(2)
  void drainedNodeClosesAllStreamsSpreadOutAndAdmitsNoClient() {
    Awaitility.await("those of the test before have left")
        .atMost(LIFETIME)
        .until(() -> server.metrics().get("tidings_connections") == 0);
    var streams = new ArrayList<SseClient>();
    try {
      var alice = Client.of(server, Claims.of("alice"));
      for (int i = 1; i < STREAMS; i++) {
        streams.add(alice.stream("types=a"));
      }
      assertIsForAdministratorsAlone(server);

      var admin = Client.of(server, Claims.of("root").inGroups("admin"));
      assertEquals(STREAMS - 1, open(drain(admin)));
      assertEquals(503, Client.anonymous(server).get("/health/ready").status());
      streams.add(alice.stream("types=a"));

      assertClosed(streams);
      assertTakesNobodyIn(server, alice);
      Awaitility.await("all have disconnected")
          .untilAsserted(() -> assertEquals(0, open(drain(admin)), "streams, drained again"));
      assertIsAudited(server);
    } finally {
      streams.forEach(SseClient::close);
    }
  }

  private static Answer drain(Client caller) {
    return caller.post(DRAIN, Client.JSON, "");
  }

  private static int open(Answer answer) {
    assertEquals(202, answer.status(), answer::body);
    return Json.read(answer.body()).get("open").intValue();
  }

  private static void assertIsForAdministratorsAlone(LibertyServer server) {
    var nobody = drain(Client.anonymous(server));
    Problem.of(401, nobody);
    assertTrue(nobody.header("WWW-Authenticate").startsWith("Bearer"));
    Problem.of(403, drain(Client.of(server, Claims.of("mallory").inGroups("publisher"))));
    assertEquals(200, Client.anonymous(server).get("/health/ready").status());
  }

  private static void assertClosed(List<SseClient> streams) {
    var delays = new HashSet<Integer>();
    for (var stream : streams) {
      stream.awaitEnd();
      var close = stream.all().getLast();
      assertEquals("tidings.close", close.type());
      assertEquals(1000, close.json().get("code").intValue());
      int after = close.json().get("after").intValue();
      assertTrue(after >= 0 && after < SPREAD_MILLIS, () -> "after " + after);
      delays.add(after);
    }
    assertTrue(delays.size() > STREAMS / 2, () -> "the herd is not spread: " + delays);
    assertTrue(
        delays.stream().anyMatch(after -> after > SPREAD_MILLIS / 2),
        () -> "only a part of the time is used: " + delays);
  }

  private static void assertTakesNobodyIn(LibertyServer server, Client caller) {
    assertTrue(Problem.of(503, caller.subscribe("")).retryAfter() >= 1);
    var nobody = Client.anonymous(server);
    assertEquals(503, nobody.get("/health/ready").status());
    assertEquals(200, nobody.get("/health/live").status());
  }

  private static void assertIsAudited(LibertyServer server) {
    var lines = audited(server);
    var refused = lines.getFirst();
    assertEquals("mallory", refused.get("user").textValue());
    assertEquals(403, refused.get("status").intValue());
    var done = lines.get(1);
    assertEquals("root", done.get("user").textValue());
    assertEquals("POST " + DRAIN, done.get("call").textValue());
    assertEquals("127.0.0.1", done.get("address").textValue());
    assertEquals(202, done.get("status").intValue());
  }

  private static List<JsonNode> audited(LibertyServer server) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("\"call\":\"POST " + DRAIN))
        .map(line -> Json.read(line.substring(line.indexOf("{\"user\""))))
        .toList();
  }

  @Test
  void connectionThatAnAdministratorClosesIsAuditedAndOnesOwnIsNot() {
    var server = SharedServer.get();
    var admin = Client.of(server, Claims.of("root").inGroups("admin"));
    try (var theirs = Client.of(server, Claims.of("bob")).stream("");
        var own = admin.stream("")) {
      for (var stream : List.of(theirs, own)) {
        var path = "/api/connections/" + stream.connection();
        assertEquals(204, admin.send("DELETE", path, Client.JSON, new byte[0]).status());
        assertEquals(1002, stream.await("tidings.close").json().get("code").intValue());
      }
      assertTrue(isAudited(server, Map.of("user", "root", "call", delete(theirs))));
      assertFalse(isAudited(server, Map.of("user", "root", "call", delete(own))));
    }
  }

  private static String delete(SseClient stream) {
    return "DELETE /api/connections/" + stream.connection();
  }

  private static boolean isAudited(LibertyServer server, Map<String, String> call) {
    return server
        .log()
        .lines()
        .filter(line -> line.contains("{\"user\""))
        .map(line -> Json.read(line.substring(line.indexOf("{\"user\""))))
        .anyMatch(
            line ->
                call.entrySet().stream()
                    .allMatch(pair -> line.path(pair.getKey()).asText().equals(pair.getValue())));
  }
}
