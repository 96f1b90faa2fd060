package tidings.log.duplicates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tidings.event.EventId;
import tidings.log.Offset;

/**
 * Decides whether the log already had an event. Thread-safe.
 *
 * <p>For the entries it reads, a node decides from each partition's records alone (see {@link
 * RecentIds}), so every node decides the same, also after a restart. The same event in two
 * partitions, because it was sent twice with different keys, cannot be found that way: the order in
 * which a node reads two partitions is chance. Such a duplicate is found only when it is appended,
 * if at all.
 */
public final class Deduplicator {

  private final long window;
  private final long reach;
  private final List<RecentIds> partitions = new ArrayList<>();

  /**
   * @param window how long an event is remembered
   * @param entries maximum number of remembered events, in all partitions together
   */
  public Deduplicator(Duration window, long entries, int partitions) {
    this.window = window.toMillis();
    reach = reach(entries, partitions);
    widen(partitions);
  }

  /** Number of positions that a partition looks back. */
  public static long reach(long entries, int partitions) {
    return Math.max(1, entries / partitions);
  }

  /** Adds partitions. They look back as far as the others. */
  public synchronized void widen(int count) {
    while (partitions.size() < count) {
      partitions.add(recentIds());
    }
  }

  /** A new index with the same rules, for one partition that is read again. */
  public RecentIds recentIds() {
    return new RecentIds(window, reach);
  }

  public long reach() {
    return reach;
  }

  /**
   * Remembers an entry; false if it is a duplicate. Entries of a partition must come in their
   * order.
   *
   * @param millis its timestamp in the log
   */
  public boolean first(Offset offset, long millis, EventId id) {
    var fingerprint = Fingerprint.of(id);
    synchronized (this) {
      return partitions.get(offset.partition()).first(offset.position(), millis, fingerprint);
    }
  }

  /** Passes a record that is not an event: its timestamp still moves the clock. */
  public synchronized void skip(Offset offset, long millis) {
    partitions.get(offset.partition()).skip(offset.position(), millis);
  }

  /** Whether no partition has had the event within the window that ends now; remembers nothing. */
  public boolean isFresh(EventId id, long nowMillis) {
    var fingerprint = Fingerprint.of(id);
    synchronized (this) {
      return partitions.stream().noneMatch(one -> one.knows(fingerprint, nowMillis));
    }
  }
}
