package tidings.runs.run;

import java.util.List;
import java.util.Optional;

/** The store of the journals: of this node in memory, or of all nodes in Redis. Thread-safe. */
public interface RunJournals extends AutoCloseable {

  /** Receives requests of other nodes, and runs that they left behind. Does not wait. */
  interface Listener {

    /** Cancels a run, which may or may not be one of this node. */
    void cancel(String run);

    /** The node of a run has failed, and this node has ended the run: no other node reports it. */
    void onLost(RunInfo run);
  }

  /** Whether there is memory for another run's journal. */
  boolean hasCapacity();

  /**
   * Begins a run's journal.
   *
   * @throws RunException if it cannot be stored
   */
  JournalAppender begin(RunInfo info);

  /** The journal of a run on any node; empty if it is unknown, or no longer stored. */
  Optional<RunJournal> find(String run);

  /** Runs of a user that have not ended, on any node. */
  List<RunInfo> running(String owner);

  /** Requests from the run's node that it cancels the run. */
  void requestCancel(String run);

  /** Sets the listener of this node. To be called once, before any run begins. */
  void listen(Listener to);

  @Override
  void close();
}
