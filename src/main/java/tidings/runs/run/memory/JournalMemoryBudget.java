package tidings.runs.run.memory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import tidings.runs.run.RunJournal;

/**
 * The memory that the journals of this node share. Journals of ended runs are removed for running
 * ones, the oldest first. A running journal is never removed, so an append over the limit is
 * refused. Thread-safe: a caller may hold a journal's lock, because this class calls no journal.
 */
public final class JournalMemoryBudget {

  private final long bytes;
  private final Duration keep;
  private final LongSupplier nanos;

  // Guarded by this.
  private final LinkedHashMap<String, Ended> ended = new LinkedHashMap<>();
  private long running;
  private long kept;

  private record Ended(MemoryJournal journal, long bytes, long sinceNanos) {}

  /**
   * @param bytes maximum memory of all journals, in bytes
   * @param keep how long a journal is retained after its end, if there is memory
   * @param nanos the time, as of {@link System#nanoTime}
   */
  public JournalMemoryBudget(long bytes, Duration keep, LongSupplier nanos) {
    this.bytes = bytes;
    this.keep = keep;
    this.nanos = nanos;
  }

  /**
   * Whether another run may begin: the last quarter is reserved for running ones, so that they can
   * finish.
   */
  synchronized boolean admits() {
    return running <= bytes - bytes / 4;
  }

  /** Reserves memory for the journal of a running run; returns whether there is enough. */
  synchronized boolean tryReserve(int size) {
    if (running + size > bytes) {
      return false;
    }
    running += size;
    shrinkTo(bytes - running);
    return true;
  }

  /**
   * Retains the journal of an ended run, until its time is over or a running one needs the memory.
   *
   * @param taken the memory that was reserved while it ran
   * @param size its size including its last frames, which are not reserved
   */
  synchronized void retain(MemoryJournal journal, long taken, long size) {
    running -= taken;
    shrinkTo(bytes - running - size);
    kept += size;
    ended.put(journal.info().id(), new Ended(journal, size, nanos.getAsLong()));
  }

  /** The journal of an ended run. */
  synchronized Optional<RunJournal> find(String run) {
    expire();
    return Optional.ofNullable(ended.get(run)).map(Ended::journal);
  }

  /** Removes journals whose time is over. */
  synchronized void expire() {
    long now = nanos.getAsLong();
    var oldest = ended.values().iterator();
    while (oldest.hasNext()) {
      var journal = oldest.next();
      if (now - journal.sinceNanos() < keep.toNanos()) {
        return;
      }
      kept -= journal.bytes();
      oldest.remove();
    }
  }

  private void shrinkTo(long capacity) {
    var oldest = ended.values().iterator();
    while (kept > capacity && oldest.hasNext()) {
      kept -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
