package tidings.runs.run;

import java.util.List;
import java.util.Optional;

/** Where the journals are: of this node in memory, or of all nodes in Redis. Thread-safe. */
public interface RunJournals extends AutoCloseable {

  /** Who is told on this node of what other nodes ask or have left behind. Does not wait. */
  interface Listener {

    /** A run, maybe one of this node, is to be cancelled. */
    void cancel(String run);

    /** A run's node is gone, and this one has ended the run: nobody else tells of it. */
    void lost(RunInfo run);
  }

  /** Whether there is room for another run's journal. */
  boolean hasRoom();

  /**
   * Begins a run's journal.
   *
   * @throws RunException if it cannot be kept
   */
  JournalAppender begin(RunInfo info);

  /** The journal of a run, wherever it runs; empty if it is not known, or not any more. */
  Optional<RunJournal> find(String run);

  /** Runs of a user that have not ended, on whichever node. */
  List<RunInfo> running(String owner);

  /** Has the run's node told that the run is to be cancelled. */
  void requestCancel(String run);

  /** Names who is told on this node. To be called once, before anything is begun. */
  void listen(Listener to);

  @Override
  void close();
}
