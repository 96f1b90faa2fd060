package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Answer;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Json;
import tidings.it.support.Problem;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;
import tidings.sse.EventStreamParser;

/** Runs for networks that break streams, and watchers that disconnect. */
@ResourceLock(RunsServer.LOCK)
class RunPollIT {

  private static final String CHAT = "/api/chat/completions";

  private final Client client = RunsServer.client("run-poller");

  private static String newId() {
    return "r-" + UUID.randomUUID();
  }

  private static List<SseEvent> frames(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var frames = new ArrayList<SseEvent>();
    new EventStreamParser(message -> frames.add(SseEvent.of(message)))
        .feed(answer.body().getBytes(StandardCharsets.UTF_8));
    return frames;
  }

  private Answer start(Client from, String id, String model, String prompt, String query) {
    return from.send(
        from.request(CHAT + query)
            .header("Content-Type", Client.JSON)
            .header("Tidings-Run", id)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(RunsServer.chat(model, prompt)))));
  }

  private Answer poll(String id, String last, int timeout) {
    return client.get("/api/runs/" + id + "/events?timeout=" + timeout + "&lastEventId=" + last);
  }

  @Test
  void startThatIsPolledAnswersAtOnceAndPollsBringTheRestOnce() {
    var id = newId();
    var got = new ArrayList<>(frames(start(client, id, "gate", "poll gate=poll-1", "?timeout=5")));
    assertThat(got.getFirst().data()).contains("run_started").contains(id);
    assertThat(frames(poll(id, got.getLast().lastEventId(), 0))).isEmpty();
    RunsServer.model().open("poll-1");
    Awaitility.await()
        .until(
            () -> {
              got.addAll(frames(poll(id, got.getLast().lastEventId(), 10)));
              return got.getLast().data().equals("[DONE]");
            });

    try (var whole = RunStream.watch(client, id)) {
      assertThat(text(got)).isEqualTo(text(whole.whole()));
    }
    assertThat(got.stream().map(SseEvent::lastEventId)).doesNotHaveDuplicates();
    assertThat(poll(id, got.getLast().lastEventId(), 10).status()).isEqualTo(204);
  }

  private static String text(List<SseEvent> frames) {
    var text = new StringBuilder();
    for (var frame : frames) {
      if (frame.data().contains("\"content\"")) {
        text.append(frame.json().at("/choices/0/delta/content").asText());
      }
    }
    return text.toString();
  }

  /** The behaviour of a client that did not see the answer. */
  @Test
  void runThatIsStartedAgainByItsIdIsAnsweredAndNotStarted() {
    var id = newId();
    var prompt = "twice " + id;
    var first = frames(start(client, id, "plain", prompt, ""));
    var second = frames(start(client, id, "plain", prompt, ""));
    assertThat(first.getLast().data()).isEqualTo("[DONE]");
    assertThat(second.getLast().lastEventId()).isEqualTo(first.getLast().lastEventId());
    assertThat(RunsServer.model().seen(prompt)).hasSize(1);
    var other = RunsServer.client("run-poller-2");
    Problem.of(409, start(other, id, "plain", "mine?", ""));
  }

  @Test
  void idsAndTimesOfAnotherFormAreRefusedByName() {
    for (var id : List.of("run", "r-short", "r-" + "x".repeat(65), "r-0123456789abcdef/..")) {
      assertThat(Problem.of(400, start(client, id, "plain", "x", "")).toString())
          .contains("Tidings-Run");
    }
    for (var timeout : List.of("-1", "61", "1.5", "x", "")) {
      var answer = start(client, newId(), "plain", "x", "?timeout=" + timeout);
      assertThat(Problem.of(400, answer).toString()).contains("timeout");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void watchersThatLeaveDoNotHoldTheirPlacesUntilTheNextHeartbeat() throws IOException {
    var id = newId();
    frames(start(client, id, "gate", "leave gate=left", "?timeout=5"));
    double before = watchers();
    var sockets = List.of(watch(id), watch(id));
    Awaitility.await().until(() -> watchers() == before + 2);
    sockets.get(0).close();
    sockets.get(1).setSoLinger(true, 0);
    sockets.get(1).close();
    Awaitility.await("the disconnects are detected")
        .atMost(Duration.ofSeconds(20))
        .until(() -> watchers() == before);
    RunsServer.model().open("left");
  }

  private static double watchers() {
    return RunsServer.get().metrics().get("tidings_run_watchers");
  }

  private static Socket watch(String id) throws IOException {
    var server = RunsServer.get();
    var token = Tokens.dev(server, Claims.of("run-poller"));
    var socket = new Socket(server.host(), server.httpPort());
    var head =
        "GET /api/runs/%s/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(id, token);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
