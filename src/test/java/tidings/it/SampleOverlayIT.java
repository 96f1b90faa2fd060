package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.SampleOverlay;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/**
 * An application of somebody else's on Tidings, built by Maven with the artifacts of this build.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class SampleOverlayIT {

  private static final Duration PROMPT = Duration.ofSeconds(2);
  private static final String MAILER = "com.example.orders.Mailer.on";

  private final LibertyServer server =
      LibertyServer.named("overlay").withDevIdentity().withWar(SampleOverlay.build()).start();

  @AfterAll
  void stop() {
    server.close();
  }

  private double failures() {
    return server.metrics().get("tidings_observer_failures_total{observer=\"" + MAILER + "\"}");
  }

  @Test
  void anObserverThatThrowsAndSleepsTakesNothingFromAnyBrowser() {
    var alice = Client.of(server, Claims.of("alice-of-orders"));
    var bob = Client.of(server, Claims.of("bob-of-orders"));
    var types = "types=order.refused,order.slow,order.fine";
    try (var first = alice.stream(types);
        var second = bob.stream(types)) {
      first.await("tidings.open");
      second.await("tidings.open");
      var sent =
          IntStream.range(0, 30)
              .mapToObj(
                  i ->
                      Map.of(
                          "type",
                          List.of("order.refused", "order.slow", "order.fine").get(i % 3),
                          "data",
                          i))
              .toList();
      var before = Instant.now();
      Client.publisher(server).publish(sent);
      for (var stream : List.of(first, second)) {
        var seen = stream.awaitEvents(30);
        assertThat(seen).extracting(SseEvent::data).containsExactlyElementsOf(numbers(30));
      }
      assertThat(Duration.between(before, Instant.now())).isLessThan(PROMPT);
    }
    await().until(() -> failures() >= 1);
    assertThat(server.log())
        .contains("The observer " + MAILER + " threw the mail server refuses the mail");
    // The other observer has seen all of them, while this one still sleeps.
    await().until(() -> state(alice).get("seen").path("order.fine").asInt() == 10);
    assertThat(state(alice).get("seen").path("order.slow").asInt()).isEqualTo(10);
    assertThat(server.metrics().get("tidings_observer_queue_depth{observer=\"" + MAILER + "\"}"))
        .isPositive();
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static JsonNode state(Client caller) {
    var answer = caller.get("/orders/state");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body());
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(Json.read(answer.body()).get("status").asInt()).isEqualTo(status);
  }

  @Test
  void theEndpointRefusesARevokedUserAndAForeignOrigin() {
    var token = Tokens.dev(server, Claims.of("mallory-of-orders"));
    var mallory = Client.bearer(server, token);
    assertThat(state(mallory).get("user").asText()).isEqualTo("mallory-of-orders");
    assertProblem(Client.anonymous(server).get("/orders/state"), 401);

    var cookie = "tidings_token=" + token;
    var foreign = Map.of("Cookie", cookie, "Origin", "https://evil.example");
    assertProblem(pay(Client.with(server, foreign), 1), 403);
    var own = Map.of("Cookie", cookie, "Origin", server.uri("").toString());
    assertThat(pay(Client.with(server, own), 1).status()).isEqualTo(200);

    assertProblem(Client.bearer(server, token).post("/orders/closing", Client.JSON, ""), 403);
    var admin = Client.of(server, Claims.of("admin-of-orders").inGroups("admin"));
    var revoked =
        admin.post(
            "/api/admin/revocations",
            Client.JSON,
            "{\"user\":\"mallory-of-orders\",\"until\":\"2099-01-01T00:00:00Z\"}");
    assertThat(revoked.status()).isEqualTo(202);
    assertProblem(mallory.get("/orders/state"), 401);
  }

  private static Answer pay(Client caller, int number) {
    return caller.post("/orders/" + number + "/payment", Client.JSON, "");
  }

  @Test
  void itPublishesInItsOwnNameOnceForEachId() {
    var carol = Client.of(server, Claims.of("carol-of-orders"));
    try (var stream = carol.stream("types=order.paid&format=cloudevents")) {
      stream.await("tidings.open");
      assertThat(receipt(pay(carol, 7)).get("accepted").asInt()).isEqualTo(1);
      assertThat(receipt(pay(carol, 7)).get("duplicates").asInt()).isEqualTo(1);
      assertThat(receipt(pay(carol, 8)).get("cursor").asText()).isNotEmpty();
      var seen = stream.awaitEvents(2);
      assertThat(seen)
          .extracting(event -> event.json().get("data").get("number").asInt())
          .containsExactly(7, 8);
      assertThat(seen.getFirst().json().get("source").asText()).isEqualTo("/application");
      assertThat(state(carol).get("connections").asInt()).isEqualTo(1);
    }
  }

  private static JsonNode receipt(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body());
  }

  @Test
  void itPublishesInACallersNameWhatTheTokenGrants() {
    var dave =
        Client.of(
            server, Claims.of("dave-of-orders").maySubscribe("orders/1").mayPublish("orders/1"));
    try (var stream = dave.stream("topics=orders/1")) {
      stream.await("tidings.open");
      receipt(dave.post("/orders/1/notes", "text/plain", "call back"));
      assertThat(stream.awaitEvents(1)).extracting(SseEvent::data).containsExactly("call back");
      var refused = dave.post("/orders/2/notes", "text/plain", "call back");
      assertProblem(refused, 403);
      assertThat(refused.body()).contains("publishing to 'orders/2' is not granted");
    }
  }

  @Test
  void aBroadcastReachesWhoIsConnected() {
    var erin = Client.of(server, Claims.of("erin-of-orders"));
    var admin = Client.of(server, Claims.of("admin-of-orders").inGroups("admin"));
    try (var stream = erin.stream("types=nothing")) {
      stream.await("tidings.open");
      assertThat(admin.post("/orders/closing", Client.JSON, "").status()).isEqualTo(204);
      assertThat(stream.await("shop.closing").data()).isEqualTo("{\"minutes\":5}");
    }
  }

  @Test
  void itsPageIsThereBesideTheConsole() {
    var nobody = Client.anonymous(server);
    assertThat(nobody.get("/orders.html").body()).contains("orders.js");
    assertThat(nobody.get("/orders.js").body()).contains("new EventSource");
    assertThat(nobody.get("/orders.html").header("Content-Security-Policy"))
        .contains("default-src 'self'");
    assertThat(nobody.get("/").body()).contains("<title>Tidings");
  }
}
