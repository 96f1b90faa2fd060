package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SharedServer;
import tidings.it.support.SseClient;
import tidings.sse.EventStreamParser;
import tidings.sse.EventStreamParser.Message;

/**
 * The requests of a plain {@code EventSource} and the answers it receives: it knows neither close
 * codes nor statuses.
 */
@ResourceLock(SharedServer.LOCK)
@Order(4) // long
class PlainClientIT {

  private final LibertyServer server = SharedServer.get();
  private final Client alice = Client.of(server, Claims.of("plain"));

  private static List<Message> messages(String body) {
    var messages = new java.util.ArrayList<Message>();
    var parser = new EventStreamParser(messages::add);
    parser.feed(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return messages;
  }

  private Answer head(Client client, String path) {
    return client.send(client.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
  }

  @Test
  void headOfAStreamIsAnsweredAtOnceAndOpensNone() {
    var caller = Client.of(server, Claims.of("head"));

    var answer = head(caller, "/api/events?types=a");

    assertEquals(200, answer.status());
    assertEquals("", answer.body());
    assertTrue(answer.header("Content-Type").startsWith("text/event-stream"));
    assertEquals("no-cache, no-transform", answer.header("Cache-Control"));
    assertEquals(200, head(caller, "/api/events/poll").status());
    assertEquals(0, Json.read(caller.get("/api/connections").body()).get("connections").size());
  }

  @Test
  void headIsRefusedAsTheStreamWouldBe() {
    assertEquals(401, head(Client.anonymous(server), "/api/events").status());
    assertEquals(403, head(alice, "/api/events?topics=none").status());
    assertEquals(400, head(alice, "/api/events?types=a..b").status());
    assertEquals(400, head(alice, "/api/events?heartbeat=loud").status());
    assertEquals(400, head(alice, "/api/events/poll?timeout=soon").status());
    assertEquals(404, head(alice, "/api/runs/r-none/events").status());
  }

  @Test
  void headUsesNoTicketUp() {
    var ticket = ticket();

    assertEquals(401, head(Client.anonymous(server), "/api/events?ticket=" + ticket).status());

    opened("ticket=" + ticket, Map.of()).close();
  }

  @Test
  void heartbeatIsOfTheFormThatIsAskedFor() {
    try (var event = alice.stream("types=none");
        var id = alice.stream("types=none&heartbeat=id");
        var comment = alice.stream("types=none&heartbeat=comment")) {
      var beat = event.await("tidings.beat");
      assertEquals("{}", beat.data());
      assertFalse(beat.lastEventId().isEmpty());
      Awaitility.await()
          .until(() -> id.transcript().contains("\n\n: beat\nid: " + id.lastEventId() + "\n\n"));
      Awaitility.await().until(() -> comment.transcript().endsWith("\n: beat\n"));
      assertEquals(1, id.all().size());
      assertEquals(1, comment.all().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heartbeat=", "heartbeat=EVENT", "heartbeat=none"})
  void heartbeatOfNoKnownFormIsNamed(String query) {
    assertTrue(Problem.of(400, alice.subscribe(query)).fields().containsKey("heartbeat"));
  }

  @Test
  void clientThatReconnectsAfterAFinalCloseMustStop() throws Exception {
    String last;
    try (var stream = alice.stream("types=none")) {
      alice.send("DELETE", "/api/connections/" + stream.connection(), Client.JSON, new byte[0]);
      last = stream.await("tidings.close").lastEventId();
    }

    assertEquals(204, status(last, ""));
    assertEquals(200, status("", "types=none"), "a reloaded page has no last id");
    assertEquals(200, status("", "types=none&lastEventId=" + last), "a parameter may provide one");
    assertEquals(200, status("closed-1", "types=none"), "an expired one is an ordinary cursor");
    assertEquals(200, status("closed-999999999999", "types=none"), "nor is one of the future");
  }

  @Test
  void clientThatReconnectsAfterATemporaryCloseIsServed() throws Exception {
    String last;
    try (var stream = alice.stream("types=none")) {
      last = stream.await("tidings.open").lastEventId();
    }
    assertEquals(200, status(last, "types=none"));
  }

  private int status(String lastEventId, String query) throws Exception {
    var request = alice.request("/api/events?" + query).header("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    try (var http = java.net.http.HttpClient.newHttpClient()) {
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      answer.body().close();
      http.shutdownNow();
      return answer.statusCode();
    }
  }

  @Test
  void ticketResumesItsStreamAndEndsTheOneThatWasOpen() {
    var ticket = ticket();
    try (var first = opened("types=plain.*&ticket=" + ticket, Map.of())) {
      var last = first.await("tidings.open").lastEventId();
      assertEquals(401, subscribe(ticket, Map.of()), "without a last id it opens one stream");

      try (var again = opened("types=plain.*&ticket=" + ticket, Map.of("Last-Event-ID", last))) {
        assertTrue(again.await("tidings.open").json().get("resumed").booleanValue());
        first.awaitEnd();
        Client.publisher(server).publish(Map.of("type", "plain.a"));
        assertEquals("plain.a", again.awaitEvents(1).getFirst().type());
      }
      try (var third = opened("types=plain.*&ticket=" + ticket, Map.of("Last-Event-ID", last))) {
        assertEquals(1, third.awaitEvents(1).size());
      }
    }
  }

  @Test
  void ticketIsGoodForStreamsAloneAlsoWhenItIsUsed() {
    var ticket = ticket();
    opened("ticket=" + ticket, Map.of()).close();
    var nobody = Client.anonymous(server);

    var request = nobody.request("/api/events/poll?ticket=" + ticket).header("Last-Event-ID", "x");

    assertEquals(401, nobody.send(request.GET()).status());
  }

  private String ticket() {
    return Json.read(alice.post("/api/events/tickets", Client.JSON, "").body())
        .get("ticket")
        .textValue();
  }

  private SseClient opened(String query, Map<String, String> headers) {
    return SseClient.open(server, "/api/events?" + query, headers);
  }

  private int subscribe(String ticket, Map<String, String> headers) {
    return Client.with(server, headers).subscribe("ticket=" + ticket).status();
  }

  @Test
  void temporaryRefusalIsAStreamThatStatesTheDelayAndEnds() {
    try (var small = SmallServer.start()) {
      var plain = small.refused(Map.of("Accept", "text/event-stream"));

      assertEquals(200, plain.status());
      assertTrue(plain.header("Content-Type").startsWith("text/event-stream"));
      var close = messages(plain.body()).getFirst();
      assertEquals("tidings.close", close.type());
      assertEquals("", close.lastEventId(), "it moves no cursor");
      var data = Json.read(close.data());
      assertEquals(1006, data.get("code").intValue());
      assertEquals(503, data.get("status").intValue());
      assertTrue(data.get("reconnect").booleanValue());
      long after = data.get("after").longValue();
      assertTrue(after >= 5000 && after < 10_000, () -> "after " + after);
      assertTrue(plain.body().startsWith("retry: " + after + "\n"), plain::body);

      small.knowsTheStatus(Map.of("Accept", "text/event-stream", "Tidings-Client", "x/1"));
      small.knowsTheStatus(Map.of("Accept", "*/*"));
      small.knowsTheStatus(Map.of());
      assertEquals(401, small.stranger(), "a permanent refusal keeps its status");
    }
  }

  /** A server with a limit of one stream, which is in use. */
  private record SmallServer(LibertyServer server, SseClient holder, Client alice)
      implements AutoCloseable {

    static SmallServer start() {
      var server =
          LibertyServer.named("refusals")
              .withDevIdentity()
              .with("TIDINGS_LIMITS_CONNECTIONS", "1")
              .with("TIDINGS_CONNECTION_REFUSAL_RESPONSE", "stream")
              .start();
      var alice = Client.of(server, Claims.of("alice"));
      return new SmallServer(server, alice.stream("types=none"), alice);
    }

    Answer refused(Map<String, String> headers) {
      var request = alice.request("/api/events");
      headers.forEach(request::header);
      return alice.send(request.GET());
    }

    void knowsTheStatus(Map<String, String> headers) {
      assertTrue(Problem.of(503, refused(headers)).retryAfter() >= 1);
    }

    int stranger() {
      var nobody = Client.anonymous(server);
      return nobody
          .send(nobody.request("/api/events").header("Accept", "text/event-stream").GET())
          .status();
    }

    @Override
    public void close() {
      holder.close();
      server.close();
    }
  }
}
