package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.FreePort;
import tidings.it.support.HttpsClient;
import tidings.it.support.LibertyServer;
import tidings.it.support.LinePublisher;
import tidings.it.support.Metrics;
import tidings.it.support.Promptness;
import tidings.it.support.RawSocket;
import tidings.it.support.Tokens;

/**
 * Clients that send nothing, too little or too slowly, on a server with small limits: each is ended
 * in a limited time, and affects other clients only during that time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(4) // much of it waits
class SlowSocketsIT {

  private static final String NAME = "slow-sockets";
  private static final int SOCKETS = 40;
  private static final int WAITS_PER_USER = 4;
  private static final int WAITS = 7;
  private static final int BODY_BYTES = 1000;

  /** Time between two bytes of a slow sender: shorter than any timeout of one read. */
  private static final Duration DRIP = Duration.ofMillis(300);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The beginning of a TLS handshake: a record that announces 512 bytes. */
  private static final byte[] HALF_A_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01};

  private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final byte[] NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private final HttpClient http = HttpClient.newHttpClient();
  private final int managementPort = FreePort.find();
  private final ScheduledExecutorService dripping = Executors.newScheduledThreadPool(1);
  private final List<RawSocket> sockets = new ArrayList<>();
  private LibertyServer server;

  @BeforeAll
  void start() {
    server =
        LibertyServer.named(NAME)
            .withDevIdentity()
            .with("MANAGEMENT_PORT", String.valueOf(managementPort))
            .with("HTTP_MAX_CONNECTIONS", String.valueOf(SOCKETS))
            .with("HTTP_MAX_THREADS", "40")
            .with("HTTP_CORE_THREADS", "20")
            .with("HTTP_READ_TIMEOUT", "2s")
            .with("HTTP_IDLE_TIMEOUT", "2s")
            .with("TIDINGS_LIMITS_BODY_TIMEOUT", "4s")
            .with("TIDINGS_LIMITS_PENDING_BODIES_PER_USER", String.valueOf(WAITS_PER_USER))
            .with("TIDINGS_LIMITS_PENDING_BODIES", String.valueOf(WAITS))
            .start();
  }

  @AfterEach
  void leave() {
    sockets.forEach(RawSocket::close);
    sockets.clear();
  }

  @Test
  void aSilentPublisherIsEndedWithALastLineAndAnEmptyLineKeepsIt() throws InterruptedException {
    var token = Tokens.dev(server, Claims.of("silent").inGroups("publisher"));
    try (var publisher = LinePublisher.open(server, token)) {
      for (int i = 0; i < 6; i++) {
        Thread.sleep(500); // together longer than the read timeout
        publisher.send("\n");
      }
      publisher.event(Map.of("type", "a", "id", "1"));
      publisher.send("{\"type\":");

      var answers = publisher.awaitEnd();

      assertThat(answers).hasSize(2);
      assertThat(answers.getFirst().get("id").textValue()).isEqualTo("1");
      assertThat(answers.getLast().at("/close/code").intValue()).isEqualTo(1008);
      assertThat(answers.getLast().at("/close/reason").textValue()).isEqualTo("idle");
    }
  }

  /** More of them than the server has threads for requests. */
  @Test
  void manySilentPublishersDelayNoOtherRequest() {
    var token = Tokens.dev(server, Claims.of("many").inGroups("publisher"));
    var publishers = new ArrayList<LinePublisher>();
    try {
      for (int i = 0; i < 20; i++) {
        publishers.add(LinePublisher.open(server, token));
      }
      for (var publisher : publishers) {
        publisher.event(Map.of("type", "a")).await(1);
      }
      assertThat(Client.publisher(server).post("/api/events", Client.JSON, "{\"type\":\"a\"}"))
          .matches(answer -> answer.status() == 202);
    } finally {
      publishers.forEach(LinePublisher::close);
    }
  }

  @AfterAll
  void stop() {
    dripping.shutdownNow();
    http.shutdownNow();
    server.close();
  }

  private RawSocket open(int port) {
    var socket = RawSocket.to(server, port);
    sockets.add(socket);
    return socket;
  }

  private RawSocket open() {
    return open(server.httpPort());
  }

  /** Sends a byte at intervals until it is closed. */
  private RawSocket drip(RawSocket socket, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var at = new int[1];
    var _ =
        dripping.scheduleAtFixedRate(
            // The exception at a closed socket ends it.
            () -> socket.write(new byte[] {bytes[at[0]++ % bytes.length]}),
            0,
            DRIP.toMillis(),
            TimeUnit.MILLISECONDS);
    return socket;
  }

  /** The head of a POST with a body of {@value #BODY_BYTES} bytes, without any of them. */
  private String head(String user, String path) {
    return head(Tokens.dev(server, Claims.of(user)), path, BODY_BYTES);
  }

  private String head(String token, String path, int length) {
    return """
    POST %s HTTP/1.1\r
    Host: localhost:%d\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    """
        .formatted(path, server.httpPort(), token, length);
  }

  private HttpResponse<String> management(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + path))
              .timeout(PATIENCE)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private double metric(String name) {
    return Metrics.of(management("/metrics").body()).get(name);
  }

  private void assertAnswersSoon(Runnable request) {
    long begin = System.nanoTime();
    request.run();
    Promptness.assertWithin(Duration.ofSeconds(1), begin, "an answer");
  }

  @Test
  void incompleteRequestIsEndedAndIdleStreamsStayOpen() {
    var alice = Client.of(server, Claims.of("alice"));
    var token = Tokens.dev(server, Claims.of("alice"));
    try (var stream = alice.stream("");
        var overHttp2 = new HttpsClient(server)) {
      var received = overHttp2.counting("slow.done", "", token);
      var attacks = new LinkedHashMap<String, RawSocket>();
      attacks.put("nothing", open());
      attacks.put("nothing of TLS", open(server.httpsPort()));
      attacks.put("half a line", open().write("GET /api/ev"));
      attacks.put("half a head", open().write("GET /api/events HTTP/1.1\r\nHost: x\r\nX-A"));
      attacks.put("half a hello of TLS", open(server.httpsPort()).write(HALF_A_HELLO));
      attacks.put("a line by bytes", drip(open(), "GET /" + "a".repeat(1000)));
      attacks.put(
          "a header by bytes",
          drip(open().write("GET /api/events HTTP/1.1\r\nX-A: "), "a".repeat(1000)));
      attacks.put("empty lines", drip(open(), "\r\n"));
      attacks.put(
          "a hello of TLS by bytes",
          drip(open(server.httpsPort()).write(HALF_A_HELLO), "a".repeat(500)));
      attacks.put("HTTP/2 without a request", open().write(HTTP_2).write(NO_SETTINGS));
      attacks.put("half of HTTP/2", open().write(HTTP_2.substring(0, 10)));
      attacks.put("a head on the management port", drip(open(managementPort), "GET /hea"));
      attacks.put("kept alive", open().write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"));
      attacks.forEach(
          (name, socket) -> {
            socket.untilTheServerEndsIt();
            assertThat(stream.isEnded()).as("the stream, when '%s' was ended", name).isFalse();
          });

      Client.publisher(server).publish(Map.of("type", "slow.done", "user", "alice"));
      stream.await("slow.done");
      Awaitility.await("the event over HTTP/2").until(() -> received.get() == 1);
    }
  }

  @Test
  void aFullEndpointLeavesHealthAndMetricsReachable() {
    for (int i = 0; i < SOCKETS + 10; i++) {
      open();
    }
    // Over a connection of its own: the pooled ones of the other clients are among those.
    assertThat(open().answerTo("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .as("the endpoint is full")
        .doesNotContain("200 OK");
    assertAnswersSoon(
        () -> {
          assertThat(management("/health/live").statusCode()).isEqualTo(200);
          assertThat(management("/health/ready").statusCode()).isEqualTo(200);
          assertThat(management("/metrics").body()).contains("tidings_");
        });
    Awaitility.await("the endpoint serves again by itself")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> Client.anonymous(server).get("/health/live").status() == 200);
  }

  @Test
  void theManagementPortAnswersNothingOfTheApplication() {
    for (var path : List.of("/", "/index.html", "/api/events", "/api/connections", "/v1/models")) {
      var answer = management(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
    assertThat(management("/openapi").statusCode()).isEqualTo(200);
    assertThat(management("/metrics").headers().firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void bodiesThatDoNotComeAreBoundedForEachUserForTheNodeAndInTime() {
    // Before the places are in use: a request for a token has a body, too.
    var alice = head("alice", "/api/graphs");
    var bob = List.of(head("bob", "/api/graphs"), head("bob", "/v1/chat/completions"));
    var carol = head("carol", "/api/graphs");
    var dave = head("dave", "/api/graphs");
    var other = Client.of(server, Claims.of("carol"));
    var waiting = new ArrayList<RawSocket>();
    for (int i = 0; i < WAITS_PER_USER; i++) {
      waiting.add(open().write(alice).write("{"));
    }
    awaitWaiting(WAITS_PER_USER);
    assertThat(open().write(alice).head()).startsWith("HTTP/1.1 429");
    bob.forEach(head -> waiting.add(drip(open().write(head), " ")));
    awaitWaiting(WAITS_PER_USER + bob.size());
    assertThat(open().write(bob.getFirst()).until("left for all"))
        .as("a user with more places than are left leaves the last one to others")
        .contains("HTTP/1.1 429", "your requests wait for 2 bodies");
    waiting.add(open().write(carol).write("{"));
    awaitWaiting(WAITS);
    assertThat(open().write(dave).head()).startsWith("HTTP/1.1 503");
    assertAnswersSoon(
        () -> {
          var live = Client.anonymous(server).get("/health/live");
          assertThat(live.status()).isEqualTo(200);
          assertThat(other.get("/api/runs").status()).as("without a body").isEqualTo(200);
        });

    for (var socket : waiting) {
      assertThat(socket.untilTheServerEndsIt().toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 408")
          .contains("\r\nconnection: close\r\n", "the body did not arrive within 4 s");
    }
    awaitWaiting(0);
  }

  private void awaitWaiting(int requests) {
    Awaitility.await(requests + " requests wait for their bodies")
        .atMost(PATIENCE)
        .until(() -> metric("tidings_bodies_pending") == requests);
  }

  /** The server reads a body over HTTP/2 before it calls the application: without a thread. */
  @Test
  void aBodyOverHttp2ThatDoesNotComeEndsWithItsConnection() {
    try (var client = new HttpsClient(server);
        var body = new SubmissionPublisher<ByteBuffer>()) {
      var answer =
          client.post("/api/graphs", Tokens.dev(server, Claims.of("dave")), BODY_BYTES, body);
      body.submit(ByteBuffer.wrap(new byte[] {' '}));
      assertThat(answer).failsWithin(PATIENCE).withThrowableOfType(ExecutionException.class);
    }
    assertThat(metric("tidings_bodies_pending")).isZero();
  }

  @Test
  void theRestOfABodyThatWasRefusedIsNotWaitedFor() {
    var socket = open().write(head("nobody", "/api/events")); // a user without the right to publish
    assertThat(socket.head()).startsWith("HTTP/1.1 403");
    drip(socket, " ").untilTheServerEndsIt();
  }

  /**
   * The server itself keeps ten incidents per day and type, which contain no part of the request.
   */
  @Test
  void aClientThatLeavesInTheMiddleOfItsBodyIsNoFailure() throws IOException {
    int logged = server.log().length();
    var token = Tokens.dev(server, Claims.of("erin"));
    for (var path : List.of("/api/graphs", "/v1/chat/completions", "/api/chat/completions")) {
      var ended = open().write(head(token, path, BODY_BYTES)).write("{");
      var reset = open().write(head(token, path, BODY_BYTES)).write("{");
      awaitWaiting(2);
      ended.close();
      reset.vanish();
      awaitWaiting(0);
    }
    assertThat(server.log().substring(logged).lines())
        .allSatisfy(line -> assertThat(line).doesNotContain("SEVERE", "ERROR", "WARNING"));
    try (var files = Files.walk(Path.of("target/it", NAME, "servers/defaultServer/logs"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).content().doesNotContain(token);
      }
    }
  }
}
