package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;

/**
 * Under {@code /v1} a connection that closes cancels its run, unless the client asked for the run
 * to continue.
 */
@ResourceLock(RunsServer.LOCK)
@Order(4) // much of it waits
class AbortedCompletionsIT {

  /** Twice the interval of the checks of a client, with a margin for a loaded machine. */
  private static final Duration NOTICED = Duration.ofSeconds(20);

  private final Client client = RunsServer.client("aborts");

  private List<String> running() {
    return Json.read(client.get("/api/runs").body()).path("runs").findValuesAsText("run_id");
  }

  /** A call whose model does not answer before its gate is opened, on a connection of its own. */
  private Socket call(String prompt, Map<String, ?> more, Map<String, String> headers)
      throws IOException {
    var asked = new HashMap<String, Object>(more);
    asked.put("model", "gate");
    asked.put("messages", List.of(Map.of("role", "user", "content", prompt)));
    var body = Json.write(asked).getBytes(StandardCharsets.UTF_8);
    var uri = RunsServer.get().uri("/v1/chat/completions");
    var head = new StringBuilder("POST " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\n");
    client
        .request("/")
        .build()
        .headers()
        .map()
        .forEach((name, values) -> head.append(name + ": " + values.getFirst() + "\r\n"));
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n");
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return socket;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertIsCancelledBy(Consumer<Socket> leave, boolean streams, String prompt)
      throws IOException {
    var socket = call(prompt + " gate=never", Map.of("stream", streams), Map.of());
    RunsServer.model().awaitSeen(prompt);
    await("it runs").until(() -> !running().isEmpty());
    var run = running().getFirst();
    // A client that disconnects before the first check is noticed, too, if it closes in order.
    leave.accept(socket);
    await("the run ends").atMost(NOTICED).until(() -> running().isEmpty());
    RunsServer.model().awaitLeft(prompt);
    assertThat(Json.read(client.get("/api/runs/" + run).body()).path("state").asText())
        .isEqualTo("cancelled");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aClosedConnectionCancelsItsRun(boolean streams) throws IOException {
    assertIsCancelledBy(AbortedCompletionsIT::close, streams, "closed-" + streams);
  }

  @Test
  void aConnectionThatIsResetInItsStreamCancelsItsRun() throws IOException {
    assertIsCancelledBy(
        socket -> {
          awaitHead(socket);
          reset(socket);
        },
        true,
        "reset-in-stream");
  }

  /** The head is delayed for 10 s while a refusal may still come. */
  private static void awaitHead(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamThatIsAbortedBetweenItsWordsEndsItsRun() {
    var asked =
        Map.of(
            "model",
            "paced",
            "stream",
            true,
            "messages",
            List.of(Map.of("role", "user", "content", "abort-words n=400 ms=50")));
    try (var stream = RunStream.post(client, "/v1/chat/completions", asked)) {
      stream.awaitData("3@");
    }
    await("the run ends").atMost(NOTICED).until(() -> running().isEmpty());
    RunsServer.model().awaitLeft("abort-words");
  }

  /**
   * A call that continues without its client.
   *
   * @param gate that its model waits for
   */
  private record GoesOn(String gate, String run) {}

  private GoesOn abandoned(String how, boolean streams) throws IOException {
    var gate = how + "-" + streams;
    boolean byHeader = how.equals("header");
    var more = new HashMap<String, Object>(Map.of("stream", streams));
    if (!byHeader) {
      more.put(how, true);
    }
    var before = running();
    var headers = byHeader ? Map.of("Tidings-Background", "true") : Map.<String, String>of();
    var socket = call("goes-on-" + gate + " gate=" + gate, more, headers);
    RunsServer.model().awaitSeen("goes-on-" + gate);
    await("it runs").until(() -> running().size() > before.size());
    var run = running().stream().filter(one -> !before.contains(one)).findFirst().orElseThrow();
    close(socket);
    return new GoesOn(gate, run);
  }

  @Test
  void backgroundCallContinues() throws IOException {
    var calls = new ArrayList<GoesOn>();
    for (var how : List.of("header", "store", "background")) {
      for (boolean streams : List.of(true, false)) {
        calls.add(abandoned(how, streams));
      }
    }
    await("long enough to have been noticed")
        .pollDelay(NOTICED.dividedBy(2))
        .atMost(NOTICED)
        .untilAsserted(
            () -> assertThat(running()).containsAll(calls.stream().map(GoesOn::run).toList()));
    for (var call : calls) {
      RunsServer.model().open(call.gate());
      try (var watched = RunStream.watch(client, call.run())) {
        assertThat(watched.whole().getLast().data()).as(call.gate()).isEqualTo("[DONE]");
        assertThat(String.join("", watched.data())).contains("through");
      }
    }
  }

  @Test
  void aClientThatOnlyWaitsIsLeftAlone() throws IOException {
    try (var socket = call("waits gate=waits", Map.of("stream", false), Map.of())) {
      RunsServer.model().awaitSeen("waits");
      await("several look-ups")
          .pollDelay(NOTICED.dividedBy(2))
          .atMost(NOTICED)
          .until(() -> !running().isEmpty());
      RunsServer.model().open("waits");
      var head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
      assertThat(head).isEqualTo("HTTP/1.1 200");
    }
  }
}
