package tidings.log;

import java.util.List;

/** Entries replayed from the log. For one thread at a time. */
public interface LogReplay extends AutoCloseable {

  /**
   * The next entries, each partition in its order; empty at the end. Waits for the log.
   *
   * @throws LogUnavailableException if the log does not answer; the call may be tried again
   * @throws ExpiredException if requested entries have been deleted
   */
  List<LogEntry> next();

  @Override
  void close();
}
