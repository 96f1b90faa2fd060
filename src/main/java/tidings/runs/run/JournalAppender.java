package tidings.runs.run;

import java.util.List;

/** The side of a journal that the run has to itself. Thread-safe. */
public interface JournalAppender extends RunJournal {

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
}
