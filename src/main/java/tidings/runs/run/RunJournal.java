package tidings.runs.run;

import java.time.Duration;
import java.util.List;

/**
 * The frames of one run, as any number of watchers read them; {@link JournalAppender} is the side
 * of the run. Thread-safe.
 */
public interface RunJournal {

  RunInfo info();

  RunState state();

  /**
   * What follows a place, as soon as there is something.
   *
   * @param after number of the last frame that is known; 0: from the start
   * @param atMost frames
   * @param wait how long to wait for a frame; nothing if none comes
   */
  List<NumberedFrame> read(long after, int atMost, Duration wait) throws InterruptedException;
}
