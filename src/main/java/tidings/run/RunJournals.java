package tidings.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the journals are: of this node in memory, or of all nodes in Redis. Thread-safe. */
public interface RunJournals extends AutoCloseable {

  /**
   * Begins a run's journal.
   *
   * @throws RunException if it cannot be kept
   */
  RunWriter begin(RunInfo info);

  /** The journal of a run, wherever it runs; empty if it is not known, or not any more. */
  Optional<RunJournal> find(String run);

  /** Runs of a user that have not ended, on whichever node. */
  List<RunInfo> running(String owner);

  /** Has the run's node told that the run is to be cancelled. */
  void requestCancel(String run);

  /** Who is told on this node. To be called once, at first. */
  void onCancelRequest(Consumer<String> listener);

  @Override
  void close();
}
