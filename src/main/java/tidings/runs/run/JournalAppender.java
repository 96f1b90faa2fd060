package tidings.runs.run;

import java.util.List;

/** The write side of a journal, for its run alone. Thread-safe. */
public interface JournalAppender extends RunJournal {

  /**
   * Appends a frame. When this returns, the frame is in the journal.
   *
   * @throws RunException if the journal is full, or unavailable
   */
  void append(RunFrame frame);

  /**
   * Ends the run: appends its last frames, to which the limits of the journal do not apply, and
   * {@code [DONE]}.
   *
   * @param state a final one
   */
  void end(RunState state, List<RunFrame> last);
}
