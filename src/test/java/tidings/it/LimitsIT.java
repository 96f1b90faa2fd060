package tidings.it;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.LinePublisher;
import tidings.it.support.Problem;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/** A server with small limits enforces them, and states when to retry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // long
class LimitsIT {

  private static final int CONNECTIONS = 8;
  private static final int PER_ADDRESS = 4;
  private static final int PER_USER = 3;
  private static final int RATE = 5;
  private static final int PATTERNS = 12;
  private static final int REQUESTS = 30;

  private final LibertyServer server =
      LibertyServer.named("limits")
          .withDevIdentity()
          .with("TIDINGS_LIMITS_CONNECTIONS", String.valueOf(CONNECTIONS))
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", String.valueOf(PER_ADDRESS))
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", String.valueOf(PER_USER))
          .with("TIDINGS_LIMITS_CONNECT_RATE", String.valueOf(RATE))
          .with("TIDINGS_LIMITS_PUBLISH_RATE", String.valueOf(RATE))
          .with("TIDINGS_LIMITS_PUBLISH_BYTE_RATE", "64 KiB")
          .with("TIDINGS_LIMITS_CHANGE_RATE", String.valueOf(RATE))
          .with("TIDINGS_LIMITS_REQUEST_RATE", String.valueOf(REQUESTS))
          .with("TIDINGS_LIMITS_PATTERNS_PER_USER", String.valueOf(PATTERNS))
          .with("TIDINGS_HEARTBEAT", "200ms")
          .with("TIDINGS_MODEL_NAMES", "scripted, other")
          .with("TIDINGS_RUNS_ROLE", "writers")
          .with("TIDINGS_CONNECTION_REFUSAL_RESPONSE", "status")
          .start();
  private final List<SseClient> streams = new ArrayList<>();

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void leave() {
    streams.forEach(SseClient::close);
    streams.clear();
    Awaitility.await("all places are free")
        .until(() -> server.metrics().get("tidings_connections") == 0);
  }

  @Test
  void userWhoPublishesTooFastReceivesARetryDelay() {
    var fast = Client.of(server, Claims.of("fast").inGroups("publisher"));
    var batch = Json.write(nCopies(RATE, Map.of("type", "a")));

    assertEquals(202, fast.post("/api/events", Client.JSON, batch).status());
    var problem = Problem.of(429, fast.post("/api/events", Client.JSON, batch));

    assertTrue(problem.retryAfter() >= 1, problem::toString);
    Client.publisher(server).publish(Map.of("type", "a"));
  }

  @Test
  void aPublishStreamWaitsForTheRateAndRefusesOnlyWhatNeverFits() {
    var token = Tokens.dev(server, Claims.of("steady").inGroups("publisher"));
    try (var publisher = LinePublisher.open(server, token)) {
      long start = System.nanoTime();
      var line = Json.write(Map.of("type", "a", "user", "nobody")) + "\n";
      publisher.send(line.repeat(3 * RATE));
      var answers = publisher.end().awaitEnd();

      assertEquals(3 * RATE, answers.size());
      assertTrue(answers.stream().allMatch(answer -> answer.has("cursor")), answers::toString);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis > 1500, () -> "it did not wait: " + millis + " ms");
    }
  }

  @Test
  void aPublishStreamCountsAsAStreamOfItsUser() {
    var token = Tokens.dev(server, Claims.of("many-publishes").inGroups("publisher"));
    var publishers = new ArrayList<LinePublisher>();
    try {
      for (int i = 0; i < PER_USER; i++) {
        var publisher = LinePublisher.open(server, token);
        publishers.add(publisher);
        publisher.event(Map.of("type", "a", "user", "nobody")).await(1);
      }
      var one = Client.bearer(server, token);
      Problem.of(429, one.post("/api/events", "application/x-ndjson", "\n"));
      Problem.of(429, one.subscribe("types=a"));

      publishers.removeLast().close();
      Awaitility.await()
          .until(() -> one.post("/api/events", "application/x-ndjson", "\n").status() == 200);
    } finally {
      publishers.forEach(LinePublisher::close);
    }
    Awaitility.await().until(() -> server.metrics().get("tidings_publish_streams") == 0);
  }

  @Test
  void publisherOfFewLargeEventsReceivesARetryDelay() {
    var heavy = Client.of(server, Claims.of("heavy").inGroups("publisher"));
    var event = Json.write(Map.of("type", "a", "user", "nobody", "data", "x".repeat(60_000)));

    // Without delay: slow requests on a loaded machine would stay within the limit.
    List<Answer> answers;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answers =
          nCopies(RATE, event).stream()
              .map(body -> threads.submit(() -> heavy.post("/api/events", Client.JSON, body)))
              .toList()
              .stream()
              .map(LimitsIT::answer)
              .toList();
    }
    assertTrue(answers.stream().anyMatch(answer -> answer.status() == 202), answers::toString);
    var refused = answers.stream().filter(answer -> answer.status() != 202).findFirst();
    var problem = Problem.of(429, refused.orElseThrow());

    assertTrue(problem.retryAfter() >= 1, problem::toString);
    assertTrue(problem.detail().contains("bytes"), problem::detail);
    assertEquals(202, Client.publisher(server).post("/api/events", Client.JSON, event).status());
  }

  /** Any kind of request, before a body is read; other users are served meanwhile. */
  @Test
  void userWhoSendsTooManyRequestsReceivesARetryDelay() {
    var pressing = Client.of(server, Claims.of("pressing").inGroups("publisher"));
    List<Answer> answers;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var paths = List.of("/api/runs", "/api/graphs", "/v1/models/none");
      answers =
          IntStream.range(0, 8 * REQUESTS)
              .mapToObj(i -> threads.submit(() -> pressing.get(paths.get(i % paths.size()))))
              .toList()
              .stream()
              .map(LimitsIT::answer)
              .toList();
      assertEquals(200, Client.of(server, Claims.of("patient")).get("/api/runs").status());
    }
    assertTrue(answers.stream().anyMatch(answer -> answer.status() == 200));
    var refused = answers.stream().filter(answer -> answer.status() == 429).toList();
    assertFalse(refused.isEmpty(), "one of them is too many");
    for (var answer : refused) {
      assertTrue(answer.headers().firstValueAsLong("Retry-After").orElse(-1) >= 1);
    }
    var problem = "application/problem+json";
    assertTrue(
        Problem.of(429, first(refused, problem)).detail().contains(REQUESTS + " requests"),
        "it names what exceeds the limit");
    var error = Json.read(first(refused, "application/json").body()).path("error");
    assertEquals("rate_limit_exceeded", error.path("code").asText());
    // Events have rate limits of their own.
    var event = Json.write(Map.of("type", "a"));
    assertEquals(202, pressing.post("/api/events", Client.JSON, event).status());
  }

  @Test
  void runsAreForTheirRoleAndForModelsThatAreNamed() {
    var reader = Client.of(server, Claims.of("reader").inGroups("readers"));
    var writer = Client.of(server, Claims.of("writer").inGroups("readers", "writers"));
    var paths =
        List.of(
            "/api/chat/completions",
            "/api/agents/run",
            "/api/graphs/execute",
            "/api/conversations/cv-x/compact");
    for (var path : paths) {
      var refused = Problem.of(403, reader.post(path, Client.JSON, "{"));
      assertTrue(refused.detail().contains("writers"), refused::detail);
      Problem.of(400, writer.post(path, Client.JSON, "{"));
    }
    var v1 = "/v1/chat/completions";
    var body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    var forbidden = reader.post(v1, Client.JSON, body.formatted("scripted"));
    assertEquals(403, forbidden.status(), forbidden::body);
    assertEquals("forbidden", Json.read(forbidden.body()).at("/error/code").asText());
    assertEquals(200, writer.post(v1, Client.JSON, body.formatted("scripted")).status());

    var unknown = writer.post(v1, Client.JSON, body.formatted("gpt-dear"));
    assertEquals(404, unknown.status(), unknown::body);
    assertEquals("model_not_found", Json.read(unknown.body()).at("/error/code").asText());
    assertEquals(
        List.of("other", "scripted"),
        Json.read(writer.get("/v1/models").body()).path("data").findValuesAsText("id"));
    for (var asked :
        List.of(
            Map.entry("/api/chat/completions", "{\"user_prompt\":\"a\",\"model_name\":\"dear\"}"),
            Map.entry("/api/agents/run", "{\"requirement\":\"a\",\"model_name\":\"dear\"}"))) {
      var fault = Problem.of(400, writer.post(asked.getKey(), Client.JSON, asked.getValue()));
      assertTrue(fault.fields().containsKey("model_name"), fault::toString);
    }
    var graph =
        "{\"name\":\"g\",\"nodes\":[{\"name\":\"a\",\"model_name\":\"dear\",\"user_prompt\":\"{start}\"}]}";
    assertEquals(201, writer.post("/api/graphs", Client.JSON, graph).status());
    var execute = "{\"graph_name\":\"g\",\"input_text\":\"x\"}";
    var refused = Problem.of(400, writer.post("/api/graphs/execute", Client.JSON, execute));
    assertTrue(refused.fields().toString().contains("'dear'"), refused::toString);
  }

  private static Answer first(List<Answer> answers, String type) {
    return answers.stream()
        .filter(answer -> type.equals(answer.header("Content-Type")))
        .findFirst()
        .orElseThrow();
  }

  private static Answer answer(Future<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer change(SseClient stream, Client of, String subscribe, String unsubscribe) {
    var change =
        "{\"subscribe\":{\"types\":[%s]},\"unsubscribe\":{\"types\":[%s]}}"
            .formatted(subscribe, unsubscribe)
            .getBytes(StandardCharsets.UTF_8);
    return of.send("PATCH", "/api/connections/" + stream.connection(), Client.JSON, change);
  }

  @Test
  void userHasSoManyPatternsInAllStreamsAndNotOneMore() {
    var collector = from("10.0.5.1", "collector");
    var most = IntStream.range(0, PATTERNS - 2).mapToObj(i -> "a" + i).toList();
    streams.add(collector.stream("types=" + String.join(",", most)));
    var second = collector.stream("types=b,c");
    streams.add(second);

    var refused = Problem.of(429, collector.subscribe("types=d"));
    assertTrue(refused.retryAfter() >= 1);
    assertTrue(refused.detail().contains("patterns"), refused.detail());
    Problem.of(429, change(second, collector, "\"d\"", ""));
    var own = Json.read(collector.get("/api/connections").body()).toString();
    assertTrue(own.contains("[\"b\",\"c\"]"), own);
    assertEquals(200, change(second, collector, "\"d\"", "\"b\"").status());
    assertEquals(200, change(second, collector, "", "\"d\"").status());
    streams.add(collector.stream("types=e"));
    open("other-collector", "10.0.5.2");
  }

  @Test
  void userWhoChangesTooFastReceivesARetryDelay() {
    var restless = from("10.0.6.1", "restless");
    var stream = restless.stream("types=a");
    streams.add(stream);
    var refused =
        Stream.generate(() -> change(stream, restless, "\"b\"", "\"b\""))
            .limit(10 * RATE)
            .filter(answer -> answer.status() != 200)
            .findFirst();

    var problem = Problem.of(429, refused.orElseThrow());
    assertTrue(problem.retryAfter() >= 1);
    assertTrue(problem.detail().contains("changes"), problem.detail());
  }

  @Test
  void batchOfMoreThanASecondsWorthIsRefused() {
    var batch = Json.write(nCopies(RATE + 1, Map.of("type", "a")));

    var answer = Client.publisher(server).post("/api/events", Client.JSON, batch);

    assertTrue(Problem.of(429, answer).retryAfter() >= 1);
  }

  @Test
  void userWhoConnectsTooFastReceivesARetryDelay() {
    var hasty = from("10.0.1.1", "hasty");

    var refused =
        Stream.generate(() -> hasty.subscribe(""))
            .limit(10 * RATE)
            .filter(answer -> answer.status() != 200)
            .findFirst();

    assertTrue(Problem.of(429, refused.orElseThrow()).retryAfter() >= 1);
  }

  @Test
  void addressWithTooManyStreamsIsRefusedAndAnotherIsNot() {
    for (int i = 0; i < PER_ADDRESS; i++) {
      open("crowd-" + i, "10.0.2.1");
    }

    var problem = Problem.of(429, from("10.0.2.1", "late").subscribe(""));
    assertTrue(problem.retryAfter() >= 1);
    assertTrue(problem.detail().contains("address"), problem.detail());
    open("elsewhere", "10.0.2.2");
  }

  @Test
  void fullServerRefusesIsNotReadyAndTakesTheNextWhenOneLeaves() {
    for (int i = 0; i < CONNECTIONS; i++) {
      open("guest-" + i, "10.0.3." + i);
    }

    var late = from("10.0.3.99", "late");
    assertTrue(Problem.of(503, late.subscribe("")).retryAfter() >= 1);
    var plain = late.request("/api/events").header("Accept", "text/event-stream");
    assertTrue(Problem.of(503, late.send(plain.GET())).retryAfter() >= 1, "for a load balancer");
    assertEquals(503, Client.anonymous(server).get("/health/ready").status());
    assertEquals(200, Client.anonymous(server).get("/health/live").status());

    streams.removeFirst().close();

    Awaitility.await("the slot of the disconnected client is free")
        .until(() -> Client.anonymous(server).get("/health/ready").status() == 200);
    assertEquals(200, late.subscribe("").status());
  }

  @Test
  void oneStreamMoreThanAUserMayHaveReplacesHisOldest() {
    for (int i = 0; i < PER_USER; i++) {
      open("many", "10.0.4.1");
    }
    open("other", "10.0.4.1");
    open("many", "10.0.4.2");

    var oldest = streams.getFirst();
    var close = oldest.await("tidings.close").json();
    assertEquals(1004, close.get("code").intValue());
    assertEquals("replaced", close.get("reason").textValue());
    assertFalse(close.get("reconnect").booleanValue());
    oldest.awaitEnd();
    assertEquals(1, streams.stream().filter(SseClient::isEnded).count());
  }

  private void open(String user, String address) {
    streams.add(from(address, user).stream(""));
  }

  /** A caller whom a proxy forwards from this address. */
  private Client from(String address, String user) {
    var token = Tokens.dev(server, Claims.of(user));
    return Client.with(
        server, Map.of("Authorization", "Bearer " + token, "X-Forwarded-For", address));
  }
}
