package tidings.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Runs without a server around them. */
public final class TestRuns {

  public static final RunInfo INFO =
      new RunInfo(
          "r-1",
          "alice",
          RunKind.CHAT,
          "c-1",
          "plain",
          "here",
          Instant.parse("2026-01-31T12:00:00Z"));

  private TestRuns() {}

  static RunSettings settings(int running, int perUser) {
    return new RunSettings(
        "here",
        running,
        perUser,
        Duration.ofHours(1),
        1 << 20,
        1 << 16,
        Duration.ofSeconds(15),
        Duration.ofSeconds(15));
  }

  static MemoryJournal journal(long maxBytes) {
    return new MemoryJournal(INFO, maxBytes, _ -> {});
  }

  /** A run that nobody executes. */
  public static Run run() {
    return new Run(journal(1 << 20), _ -> {});
  }

  /** What it has emitted. */
  public static List<RunFrame> frames(Run run) throws InterruptedException {
    return run.journal().read(0, Integer.MAX_VALUE, Duration.ZERO).stream()
        .map(NumberedFrame::frame)
        .toList();
  }
}
