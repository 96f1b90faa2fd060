package tidings.runs.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tidings.runs.conversation.RoundState;

/** Checks the data after a process was killed during its saves. */
final class KilledWriter {

  private static final long STREAM_MILLIS = 2_000;

  private KilledWriter() {}

  /**
   * Kills a process that streams into this database, and checks its data.
   *
   * @param lostMillis maximum age of saves that may be missing
   */
  static void leavesAConversationWhole(String url, long lostMillis) {
    var saved = killedAfter(url);
    var id = saved.getFirst();
    int last = saved.size() - 1;
    long safe = millis(saved.get(last)) - lostMillis;
    int atLeast = (int) saved.stream().skip(1).filter(line -> millis(line) <= safe).count();
    assertThat(atLeast).as("saves that must be there").isPositive();

    try (var database = Database.open(Streaming.settings(url), Clock.systemUTC())) {
      var conversations = new Conversations(database, Clock.systemUTC());
      var whole = conversations.read(Streaming.OWNER, id).orElseThrow();
      assertThat(whole.conversation().rounds()).isEqualTo(1);
      var round = whole.rounds().getFirst();
      assertThat(round.state()).isEqualTo(RoundState.FAILED);
      assertThat(round.ended()).isNotNull();
      assertThat(round.messages()).hasSize(3);
      // The save whose line is left out may be there, and the one that was not printed.
      int n = Integer.parseInt(round.messages().get(2).get("content").textValue());
      assertThat(n).isBetween(atLeast, last + 2);
      var words = new StringBuilder();
      IntStream.rangeClosed(1, n).forEach(word -> words.append(word).append(' '));
      assertThat(round.messages().get(1).get("content").textValue()).isEqualTo(words.toString());

      // The conversation continues.
      assertThat(conversations.begin(Streaming.OWNER, id, "r-2", "node", List.of()))
          .hasValueSatisfying(next -> assertThat(next.number()).isEqualTo(2));
    }
  }

  private static long millis(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  /** The id, and a line for each save. */
  private static List<String> killedAfter(String url) {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Streaming.class.getName(),
            url);
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var output = process.inputReader()) {
        var lines = new ArrayList<String>();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
          lines.add(line);
          if (lines.size() > 2 && millis(line) > STREAM_MILLIS) {
            process.toHandle().destroyForcibly(); // its output is still readable
          }
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).hasSizeGreaterThan(2);
        lines.removeLast(); // the last line may be incomplete
        return lines;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
