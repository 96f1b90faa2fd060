package tidings.run;

import java.time.Duration;
import java.util.List;

/** The frames of one run. Written by the run, read by any number of watchers. Thread-safe. */
public interface RunJournal {

  RunInfo info();

  RunState state();

  /**
   * Puts a frame behind the others. When this returns, the journal has it.
   *
   * @throws RunException if the journal is full, or cannot be written to
   */
  void append(RunFrame frame);

  /**
   * Ends the run: its last frames, past the bounds of the journal, and {@code [DONE]}.
   *
   * @param state a final one
   */
  void end(RunState state, List<RunFrame> last);

  /**
   * What follows a place, as soon as there is something.
   *
   * @param after number of the last frame that is known; 0: from the start
   * @param atMost frames
   * @param wait how long to wait for a frame; nothing if none comes
   */
  List<NumberedFrame> read(long after, int atMost, Duration wait) throws InterruptedException;
}
