package tidings.runs.run.memory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunJournals;
import tidings.runs.run.RunSettings;

/** The journals of this node's runs: all running ones, and as many ended ones as memory allows. */
public final class MemoryJournals implements RunJournals {

  /** The listener before one is set. */
  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void cancel(String run) {}

        @Override
        public void onLost(RunInfo run) {}
      };

  private final RunSettings settings;
  private final ConcurrentHashMap<String, MemoryJournal> running = new ConcurrentHashMap<>();
  private final JournalMemoryBudget budget;
  private volatile Listener listener = NOBODY;

  /**
   * @param nanos the time, as of {@link System#nanoTime}
   */
  public MemoryJournals(RunSettings settings, LongSupplier nanos) {
    this.settings = settings;
    budget = new JournalMemoryBudget(settings.limits().journalBytes(), settings.retention(), nanos);
  }

  @Override
  public boolean hasCapacity() {
    return budget.admits();
  }

  @Override
  public MemoryJournal begin(RunInfo info) {
    var journal =
        new MemoryJournal(
            info, settings.limits().runBytes(), budget, () -> running.remove(info.id()));
    running.put(info.id(), journal);
    return journal;
  }

  /** Removes a run that did not begin. */
  public void forget(RunInfo info) {
    running.remove(info.id());
  }

  @Override
  public Optional<RunJournal> find(String run) {
    var journal = running.get(run);
    return journal != null ? Optional.of(journal) : budget.find(run);
  }

  @Override
  public List<RunInfo> running(String owner) {
    return running.values().stream()
        .map(MemoryJournal::info)
        .filter(info -> info.owner().equals(owner))
        .toList();
  }

  /** Removes journals whose retention is over; to be called at intervals. */
  public void expire() {
    budget.expire();
  }

  @Override
  public void requestCancel(String run) {
    listener.cancel(run);
  }

  @Override
  public void listen(Listener to) {
    listener = to;
  }

  @Override
  public void close() {
    // It has no resources but memory.
  }
}
