package tidings.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Hiccups;
import tidings.it.support.LibertyServer;
import tidings.it.support.RunStream;
import tidings.it.support.RunsServer;
import tidings.it.support.SseEvent;

/** Many parallel runs, watched and not: every token arrives, and arrives soon. */
@Tag("soak")
@Isolated("it measures how long something takes")
class RunLoadIT {

  private static final String CHAT = "/api/chat/completions";
  private static final int WATCHED = 200;
  private static final int UNWATCHED = 100;
  private static final int TOKENS = 500;
  private static final int FAST = 100;
  private static final int WARM_UP = 100;
  private static final int PACE = 40;
  private static final double P99_MILLIS = 50;
  private static final double HEAP = 1.3;

  @Test
  void threeHundredRunsAtTwentyFiveTokensASecond() {
    var plan =
        RunsServer.plan("runs-load")
            .asShipped()
            .with("TIDINGS_RUNS_CONCURRENT_PER_USER", "400")
            .with("TIDINGS_RUNS_RETENTION", "1s");
    try (var server = plan.start();
        var hiccups = new Hiccups()) {
      var client = Client.of(server, Claims.of("loader"));
      watch(client, WATCHED, WARM_UP, PACE); // so that the compilers have processed all code
      awaitNoRuns(client);
      long before = server.liveHeap();
      hiccups.begin();
      var latencies = watch(client, WATCHED, TOKENS, PACE);
      long hiccup = hiccups.longest();
      awaitNoRuns(client);
      long after = heapThatReturns(server, before);
      Arrays.sort(latencies);
      double p50 = millis(latencies[latencies.length / 2]);
      double p99 = millis(latencies[(int) (latencies.length * 0.99)]);
      System.out.printf(
          "%d watched and %d unwatched runs, %d tokens watched: p50 %.1f ms, p99 %.1f ms, worst"
              + " %.1f ms, longest hiccup of the machine %.1f ms; heap %.1f MB before, %.1f MB"
              + " after%n",
          WATCHED,
          UNWATCHED,
          latencies.length,
          p50,
          p99,
          millis(latencies[latencies.length - 1]),
          millis(hiccup),
          before / 1e6,
          after / 1e6);
      assertTrue(p99 < P99_MILLIS, "p99 is " + p99 + " ms");
      assertTrue(after < before * HEAP, before + " bytes of heap became " + after);
    }
  }

  /** As fast as possible; the model stub and the watchers use the same processors. */
  @Test
  void theMostTokensThatOneNodeCarries() {
    var plan =
        RunsServer.plan("runs-most")
            .asShipped()
            .with("TIDINGS_RUNS_CONCURRENT_PER_USER", "400")
            .with("TIDINGS_RUNS_RETENTION", "1s");
    try (var server = plan.start()) {
      var client = Client.of(server, Claims.of("loader"));
      watch(client, FAST, WARM_UP, 0);
      watch(client, FAST, WARM_UP, 0);
      var cpu = server.process().cpu();
      long start = System.nanoTime();
      int tokens = watch(client, FAST, 2 * TOKENS, 0).length * 3 / 2; // with the unwatched ones
      double seconds = (System.nanoTime() - start) / 1e9;
      double micros = server.process().cpu().minus(cpu).toNanos() / 1e3 / tokens;
      System.out.printf(
          "%d watched runs and half as many unwatched, as fast as they go: %.0f tokens a second,"
              + " %.0f µs of the node's processor time"
              + " for each%n",
          FAST, tokens / seconds, micros);
      assertTrue(tokens / seconds > (WATCHED + UNWATCHED) * 25, "more than the load above");
    }
  }

  /**
   * The heap after the removal of old journals; after a while its current size, even if it has not
   * returned.
   */
  private static long heapThatReturns(LibertyServer server, long before) {
    var live = new AtomicLong();
    try {
      Awaitility.await("the heap returns")
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofSeconds(3))
          .until(() -> live.accumulateAndGet(server.liveHeap(), (_, now) -> now) < before * HEAP);
    } catch (ConditionTimeoutException e) {
      // The assertion reports the figure, beside the latencies.
    }
    return live.get();
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static void awaitNoRuns(Client client) {
    Awaitility.await("all runs have ended")
        .atMost(Duration.ofMinutes(1))
        .until(() -> client.get("/api/runs").body().equals("{\"runs\":[]}"));
  }

  /**
   * Runs them all, and half as many unwatched ones; returns how long each token took from the model
   * to its watcher.
   *
   * @param pace milliseconds between two tokens of a run
   */
  private static long[] watch(Client client, int runs, int tokens, int pace) {
    var watched = new ArrayList<RunStream>();
    try {
      for (int i = 0; i < runs + runs / 2; i++) {
        var asked = "n=%d ms=%d run %d".formatted(tokens, pace, i);
        var run = RunStream.post(client, CHAT, RunsServer.chat("paced", asked));
        if (i % 3 == 2) {
          run.close();
        } else {
          watched.add(run);
        }
      }
      var latencies = new ArrayList<Long>();
      for (var run : watched) {
        latencies.addAll(latencies(run.awaitWhole(Duration.ofMinutes(2)), tokens));
      }
      assertEquals(runs * tokens, latencies.size());
      return latencies.stream().mapToLong(Long::longValue).toArray();
    } finally {
      watched.forEach(RunStream::close);
    }
  }

  /** Each token contains its number and the time of its write; several may arrive in one frame. */
  private static List<Long> latencies(List<SseEvent> frames, int tokens) {
    var latencies = new ArrayList<Long>();
    for (var frame : frames) {
      if (!frame.data().contains("\"content\":\"")) {
        continue;
      }
      var text = frame.json().at("/choices/0/delta/content").asText().strip();
      for (var token : text.split(" ", -1)) {
        int at = token.indexOf('@');
        assertEquals(latencies.size(), Integer.parseInt(token.substring(0, at)), "none is lost");
        latencies.add(frame.arrivedNanos() - Long.parseLong(token.substring(at + 1)));
      }
    }
    assertEquals(tokens, latencies.size());
    assertEquals("[DONE]", frames.getLast().data());
    return latencies;
  }
}
