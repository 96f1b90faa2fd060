package tidings.runs.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tidings.log.RecordingLog;
import tidings.runs.run.memory.JournalMemoryBudget;
import tidings.runs.run.memory.MemoryJournal;
import tidings.runs.run.memory.MemoryJournals;

/** Runs without a server. */
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

  public static RunSettings settings(int running, int perUser) {
    return new RunSettings(
        "here",
        new RunSettings.Limits(running, perUser, 1 << 16, 1 << 16),
        Duration.ofHours(1),
        Duration.ofSeconds(15),
        Duration.ZERO,
        Duration.ofSeconds(15));
  }

  /** A budget for which no time passes. */
  static JournalMemoryBudget room(long bytes) {
    return new JournalMemoryBudget(bytes, Duration.ofHours(1), () -> 0);
  }

  public static RunInfo info(String id) {
    return new RunInfo(
        id,
        INFO.owner(),
        INFO.kind(),
        INFO.conversation(),
        INFO.model(),
        INFO.node(),
        INFO.created());
  }

  public static MemoryJournal journal(long maxBytes) {
    return new MemoryJournal(INFO, maxBytes, room(Long.MAX_VALUE), () -> {});
  }

  /** Executes runs, without events to their owners. */
  public static Runs runs() {
    var settings = settings(10, 10);
    return new Runs(
        new MemoryJournals(settings, System::nanoTime),
        settings,
        new RunEvents(new RecordingLog(), Clock.systemUTC()),
        _ -> {},
        Clock.systemUTC());
  }

  /** A run that is not executed. */
  public static Run run() {
    return new Run(journal(1 << 20), _ -> {});
  }

  /** The frames that it has emitted. */
  public static List<RunFrame> frames(Run run) throws InterruptedException {
    return run.journal().read(0, Integer.MAX_VALUE, Duration.ZERO).stream()
        .map(NumberedFrame::frame)
        .toList();
  }
}
