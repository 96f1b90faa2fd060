package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.LibertyServer;
import tidings.it.support.Problem;
import tidings.it.support.Promptness;
import tidings.it.support.RawSocket;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/**
 * The cost of one body for the server, whatever its content, and the number of concurrent bodies.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedServer.LOCK)
class BodyLimitsIT {

  private static final int BODY_BYTES = 4 << 20;
  private static final int FAULTS = 20;

  /**
   * Far longer than the server takes, and far shorter than it took when it collected all faults.
   */
  private static final Duration SOON = Duration.ofSeconds(3);

  private final LibertyServer server = SharedServer.get();

  private static byte[] filled(String begin, String part, String end) {
    int count = (BODY_BYTES - begin.length() - end.length() - part.length()) / (part.length() + 1);
    var body = begin + String.join(",", Collections.nCopies(count, part)) + end;
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private void assertRefusedCheaply(Client caller, String request, String type, byte[] body) {
    int logged = server.log().length();
    var words = request.split(" ", -1);
    long begin = System.nanoTime();
    var answer = caller.send(words[0], words[1], type, body);
    var took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(answer.status()).as(answer.body()).isIn(400, 413);
    assertThat(answer.body().length()).isLessThan(30_000);
    var errors = Json.read(answer.body()).path("errors");
    assertThat(errors.size()).isLessThanOrEqualTo(FAULTS);
    Promptness.assertWithin(SOON, took, request);
    assertThat(server.log().length() - logged).as("bytes of log").isLessThan(100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "application/json; [; {}; ]",
        "application/json; [; 1; ]",
        "application/json; [; {\"type\":\"\"}; ]",
        "application/json; [; {\"type\":\"t\"}; ]",
        "application/json; {\"type\":\"t\",\"user\":[; \"\"; ]}",
        "application/cloudevents-batch+json; [; {}; ]",
        "application/cloudevents+json; {\"type\":\"t\",\"group\":[; 0; ]}",
      })
  void fourMegabytesOfFaultsCostAPublisherLittleMoreThanTwenty(
      String type, String begin, String part, String end) {
    var publisher = Client.of(server, Claims.of("flood").inGroups("publisher"));
    assertRefusedCheaply(publisher, "POST /api/events", type, filled(begin, part, end));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST /api/graphs; {\"name\":\"g\",\"nodes\":[; {}; ]}",
        "PUT /api/graphs/g; {\"name\":\"g\",\"nodes\":[; 1; ]}",
        "POST /api/chat/completions; {\"mcp_servers\":[; 1; ]}",
        "POST /api/chat/completions; "
            + "{\"user_prompt\":\"x\",\"model_name\":\"m\",\"mcp_servers\":[; \"x\"; ]}",
        "POST /api/agents/run; {\"mcp_servers\":[; 1; ]}",
        "POST /api/graphs/execute; {\"graph_name\":[; 1; ]}",
        "PUT /api/tools/own/t; {\"headers\":[; 1; ]}",
        "PATCH /api/conversations/c; {\"tags\":[; 1; ]}",
        "POST /v1/chat/completions; {\"messages\":{},\"x\":[; 1; ]}",
        "POST /dev/token; {\"groups\":[; 1; ]}",
      })
  void theSameHoldsForEveryOtherBody(String request, String begin, String part, String end) {
    var user = Client.of(server, Claims.of("flood"));
    assertRefusedCheaply(user, request, Client.JSON, filled(begin, part, end));
  }

  /** Faults repeat the names of members; there may be many, or one as long as the body. */
  @ParameterizedTest
  @ValueSource(strings = {"PATCH /api/conversations/c", "PUT /api/tools/own/t", "POST /dev/token"})
  void manyMembersOrALongOneAreNotRepeatedInFull(String request) {
    var user = Client.of(server, Claims.of("flood"));
    var body = new StringBuilder("{\"headers\":{");
    for (int i = 0; i < 50_000; i++) {
      body.append("\"h ").append(i).append("\":\"v\",");
    }
    body.append("\"last\":1},\"x").append("y".repeat(40_000)).append("\":1");
    for (int i = 0; i < 50_000; i++) {
      body.append(",\"m").append(i).append("\":1");
    }
    var bytes = body.append('}').toString().getBytes(StandardCharsets.UTF_8);
    assertRefusedCheaply(user, request, Client.JSON, bytes);
  }

  @Test
  void anIdThatFillsABodyIsNotRepeatedInFull() {
    var user = Client.of(server, Claims.of("flood"));
    var id = "x".repeat(1 << 20);
    var chat = Map.of("user_prompt", "x", "model_name", "m", "conversation_id", id);
    var answer = user.post("/api/chat/completions", Client.JSON, Json.write(chat));
    assertThat(Problem.of(404, answer).detail()).hasSizeLessThan(1100).endsWith("…");
  }

  private String head(String method, String path, String user, long length) {
    var token = Tokens.dev(server, Claims.of(user));
    return """
    %s %s HTTP/1.1\r
    Host: x\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    """
        .formatted(method, path, token, length);
  }

  @ParameterizedTest
  @CsvSource({
    "403, POST /api/events",
    "403, POST /api/admin/revocations",
    "403, POST /api/admin/dead-letters/x/replay",
    "404, PATCH /api/connections/c-any",
    "404, PUT /api/connections/c-any/token"
  })
  void unauthorizedRequestIsRejectedBeforeItsBodyIsRead(int status, String request) {
    var words = request.split(" ", -1);
    try (var socket = RawSocket.to(server)) {
      socket.write(head(words[0], words[1], "no-rights", 1_000_000)); // and nothing after it
      assertThat(socket.head())
          .as("and not 408, because the body never arrives")
          .startsWith("HTTP/1.1 %d ".formatted(status));
    }
  }

  /** The bodies are complete but for their last byte, so each is held in memory. */
  @Test
  void theBodiesOfOneUserAreBoundedTogetherAndThoseOfOthersAreNot() {
    var held = new ArrayList<RawSocket>();
    var hoarder = Client.of(server, Claims.of("body-hoarder"));
    var graph = Map.of("name", "g", "nodes", List.of());
    try {
      for (int i = 0; i < 2; i++) {
        var socket = RawSocket.to(server);
        held.add(socket);
        socket.write(head("POST", "/api/graphs", "body-hoarder", BODY_BYTES));
        socket.write(" ".repeat(BODY_BYTES - 1));
      }
      // No check by a third body, which would take the memory of the last block of one of the two.
      Awaitility.await("both bodies are held")
          .until(() -> server.metrics().get("tidings_bodies_in_flight_bytes") >= 2 * BODY_BYTES);
      var refused = hoarder.post("/api/graphs", Client.JSON, Json.write(graph));
      assertThat(Problem.of(429, refused).retryAfter()).isPositive();
      assertThat(hoarder.get("/api/graphs").status()).isEqualTo(200);
      var other = Client.of(server, Claims.of("other"));
      assertThat(other.post("/api/graphs", Client.JSON, Json.write(graph)).status()).isEqualTo(400);
    } finally {
      held.forEach(RawSocket::close);
    }
    Awaitility.await("the memory is released when the clients have disconnected")
        .until(() -> hoarder.post("/api/graphs", Client.JSON, Json.write(graph)).status() == 400);
  }
}
