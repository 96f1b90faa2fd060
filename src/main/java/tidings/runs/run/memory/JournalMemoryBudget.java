package tidings.runs.run.memory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import tidings.runs.run.RunJournal;

/**
 * The memory that the journals of this node share. What has ended gives way to what runs, the
 * oldest first; what runs gives way to nobody, so it is refused what it would take past the bound.
 * Thread-safe: who holds a journal's lock may ask, for no journal is asked anything here.
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
   * @param bytes what all may take
   * @param keep how long one is kept after its end, if there is room
   * @param nanos the time, as of {@link System#nanoTime}
   */
  public JournalMemoryBudget(long bytes, Duration keep, LongSupplier nanos) {
    this.bytes = bytes;
    this.keep = keep;
    this.nanos = nanos;
  }

  /** Whether another run may begin: the last quarter is for those that have, to end in peace. */
  synchronized boolean admits() {
    return running <= bytes - bytes / 4;
  }

  /** Takes room for a journal whose run goes on; answers whether there is any. */
  synchronized boolean take(int size) {
    if (running + size > bytes) {
      return false;
    }
    running += size;
    shrinkTo(bytes - running);
    return true;
  }

  /**
   * Keeps a journal whose run has ended, until its time is over or what runs needs its room.
   *
   * @param taken what was taken for it while it ran
   * @param size what it has with its last frames, for which nobody was asked
   */
  synchronized void keep(MemoryJournal journal, long taken, long size) {
    running -= taken;
    shrinkTo(bytes - running - size);
    kept += size;
    ended.put(journal.info().id(), new Ended(journal, size, nanos.getAsLong()));
  }

  /** A journal whose run has ended. */
  synchronized Optional<RunJournal> find(String run) {
    expire();
    return Optional.ofNullable(ended.get(run)).map(Ended::journal);
  }

  /** Lets go of those whose time is over. */
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

  private void shrinkTo(long room) {
    var oldest = ended.values().iterator();
    while (kept > room && oldest.hasNext()) {
      kept -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
