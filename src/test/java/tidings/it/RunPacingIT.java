package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.LibertyServer;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseClient;
import tidings.it.support.SseEvent;
import tidings.it.support.Tokens;

/** Tokens of a fast model share writes. */
@ResourceLock(RunsServer.LOCK)
class RunPacingIT {

  private static final int TOKENS = 200;
  private static final Duration PACE = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Frames before the first token and behind the last one, and the first token itself. */
  private static final int OTHERS = 8;

  @Test
  void tokensLeaveAtMostOnceInAPace() {
    LibertyServer server = RunsServer.get();
    var token = Tokens.dev(server, Claims.of("paced-watcher"));
    var chat = RunsServer.chat("paced", "n=" + TOKENS + " ms=5");
    long begin = System.nanoTime();
    try (var run = RunStream.post(Client.bearer(server, token), "/api/chat/completions", chat);
        var watcher =
            SseClient.open(
                server,
                "/api/runs/" + run.run() + "/events",
                Map.of("Authorization", "Bearer " + token))) {
      watcher.awaitEnd(PATIENCE);
      var took = Duration.ofNanos(System.nanoTime() - begin);
      var frames = watcher.all();
      assertThat(frames.getLast().data()).isEqualTo("[DONE]");
      assertThat(text(frames).trim().split(" ")).hasSize(TOKENS);
      assertThat(watcher.chunks())
          .as("writes of %d tokens in %s", TOKENS, took)
          .isLessThanOrEqualTo((int) took.dividedBy(PACE) + OTHERS);
    }
  }

  private static String text(Iterable<SseEvent> frames) {
    var text = new StringBuilder();
    for (var frame : frames) {
      if (frame.data().contains("\"content\":\"")) {
        text.append(frame.json().at("/choices/0/delta/content").asText());
      }
    }
    return text.toString();
  }
}
