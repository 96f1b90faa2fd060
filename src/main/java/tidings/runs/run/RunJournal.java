package tidings.runs.run;

import java.time.Duration;
import java.util.List;

/**
 * The frames of one run, for any number of watchers; {@link JournalAppender} is the write side.
 * Thread-safe.
 */
public interface RunJournal {

  RunInfo info();

  RunState state();

  /**
   * The frames after a number, as soon as there are any.
   *
   * @param after number of the last known frame; 0: from the start
   * @param atMost maximum number of frames
   * @param wait maximum time to wait for a frame; empty if none arrives
   */
  List<NumberedFrame> read(long after, int atMost, Duration wait) throws InterruptedException;

  /**
   * Waits while all frames after a number are deltas and the run continues, at most this long.
   *
   * @param after number of the last known frame
   */
  void awaitUrgent(long after, Duration wait) throws InterruptedException;
}
