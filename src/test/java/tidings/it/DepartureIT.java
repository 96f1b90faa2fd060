package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.SseClient;
import tidings.it.support.Tokens;

/**
 * A disconnected client neither holds a slot nor displaces a connected one: no test waits for a
 * heartbeat.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(3) // long, and much of it waits
class DepartureIT {

  private static final int PER_USER = 3;
  private static final int PER_ADDRESS = 6;
  private static final int PATTERNS = 4;

  /**
   * Far shorter than a heartbeat; on a loaded machine the server reads its socket table less often.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** It reads its socket table too seldom to notice what only a probe detects at a full limit. */
  private final LibertyServer server =
      LibertyServer.named("departure")
          .withoutRuns()
          .withDevIdentity()
          .with("TIDINGS_HEARTBEAT", "10m")
          .with("TIDINGS_CONNECTION_DISCONNECT_CHECK", "5s")
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_USER", String.valueOf(PER_USER))
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", String.valueOf(PER_ADDRESS))
          .with("TIDINGS_LIMITS_PATTERNS_PER_USER", String.valueOf(PATTERNS))
          .start();

  @AfterEach
  void awaitDepartures() {
    Awaitility.await("no client is left").atMost(PATIENCE).until(() -> connections() == 0);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A stream whose client closes it, as a browser does when the user leaves its page. */
  private Socket open(String user) throws IOException {
    return open(user, "");
  }

  private Socket open(String user, String query) throws IOException {
    var token = Tokens.dev(server, Claims.of(user));
    var socket = new Socket(server.host(), server.httpPort());
    var head =
        "GET /api/events?%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(query, token);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    var answer = new byte[12];
    assertEquals(12, socket.getInputStream().readNBytes(answer, 0, 12));
    assertEquals("HTTP/1.1 200", new String(answer, StandardCharsets.US_ASCII));
    return socket;
  }

  private int streamsOf(String user) {
    var own = Client.of(server, Claims.of(user)).get("/api/connections");
    return Json.read(own.body()).get("connections").size();
  }

  private int connections() {
    return (int) server.metrics().get("tidings_connections");
  }

  @Test
  void streamsThatHaveEndedDoNotPushOutTheHealthyOne() throws IOException {
    try (var healthy = Client.of(server, Claims.of("walker")).stream("")) {
      for (int i = 0; i < 4 * PER_USER; i++) {
        open("walker").close();
      }

      Awaitility.await("no more than may be").until(() -> streamsOf("walker") <= PER_USER);
      assertFalse(healthy.isEnded());
      assertTrue(healthy.all().stream().noneMatch(e -> e.type().equals("tidings.close")));
    }
  }

  @Test
  void addressWhosePlacesBelongToDisconnectedClientsIsAdmittedAtOnce() throws IOException {
    for (int i = 0; i < PER_ADDRESS; i++) {
      open("crowd-" + i).close();
    }

    try (var late = Client.of(server, Claims.of("late")).stream("")) {
      late.await("tidings.open");
    }
  }

  @Test
  void patternsThatTheDepartedHoldAreFreeAtOnce() throws IOException {
    var all = "types=a,b,c,d";
    open("matcher", all).close();

    try (var again = Client.of(server, Claims.of("matcher")).stream(all)) {
      again.await("tidings.open");
      var more = Client.of(server, Claims.of("matcher")).subscribe("types=e");
      assertThat(Problem.of(429, more).detail()).contains("more than " + PATTERNS + " patterns");
      assertFalse(again.isEnded(), "a connected client keeps its patterns");
    }
  }

  @Test
  void addressWhosePlacesAreHeldByTheLivingIsRefused() {
    var streams = new ArrayList<SseClient>();
    for (int i = 0; i < PER_ADDRESS; i++) {
      streams.add(Client.of(server, Claims.of("living-" + i)).stream(""));
    }

    Problem.of(429, Client.of(server, Claims.of("late")).subscribe(""));

    assertTrue(streams.stream().noneMatch(SseClient::isEnded));
    streams.forEach(SseClient::close);
    Problem.of(400, Client.of(server, Claims.of("late")).subscribe("format=x"));
    Awaitility.await("the disconnected clients release their places")
        .until(() -> Client.of(server, Claims.of("late")).subscribe("").status() == 200);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void departureIsNoticedWhenTheSocketSaysSo() throws IOException {
    for (var leave : List.<Leave>of(Socket::close, DepartureIT::reset)) {
      var socket = open("leaver");
      Awaitility.await().until(() -> connections() == 1);
      leave.from(socket);
      Awaitility.await("the departure is noticed").atMost(PATIENCE).until(() -> connections() == 0);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pollWhoseClientHasLeftIsNoticedToo() throws IOException {
    var token = Tokens.dev(server, Claims.of("poller"));
    var socket = new Socket(server.host(), server.httpPort());
    var head =
        "GET /api/events/poll?timeout=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    Awaitility.await().until(() -> connections() == 1);

    socket.close();

    Awaitility.await("the departure is noticed").atMost(PATIENCE).until(() -> connections() == 0);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void clientThatOnlyClosesItsSendingSideIsServedOn() throws IOException {
    var publisher = Client.publisher(server);
    var event = Map.of("type", "half.closed", "user", "half");
    try (var socket = open("half")) {
      socket.shutdownOutput();
      Awaitility.await().atMost(PATIENCE).until(() -> connections() == 1);
      Awaitility.await("two looks at the sockets")
          .during(Duration.ofSeconds(11))
          .atMost(Duration.ofSeconds(15))
          .until(() -> connections() == 1);
      publisher.publish(event);
      socket.setSoTimeout(10_000);
      var read = new StringBuilder();
      var buffer = new byte[4096];
      while (!read.toString().contains("half.closed")) {
        int count = socket.getInputStream().read(buffer);
        assertTrue(count > 0, () -> "the stream ended: " + read);
        read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
    }
    Awaitility.await("the next writes find that it has left")
        .until(
            () -> {
              publisher.publish(event);
              return connections() == 0;
            });
  }

  @FunctionalInterface
  private interface Leave {
    void from(Socket socket) throws IOException;
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
