package tidings.log.duplicates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tidings.event.EventId;
import tidings.log.Offset;

/**
 * Whether an event was in the log already. Thread-safe.
 *
 * <p>Of what it reads, a node decides for each partition from the partition's records alone (see
 * {@link RecentIds}), so every node decides the same, now and after a restart. The same event in
 * two partitions, because it was sent twice with different keys, cannot be found that way: in which
 * order a node reads two partitions is chance. It is found, if at all, when it is to be appended.
 */
public final class Deduplicator {

  private final long window;
  private final long reach;
  private final List<RecentIds> partitions = new ArrayList<>();

  /**
   * @param window how long an event is remembered
   * @param entries how many are remembered at most, in all partitions together
   */
  public Deduplicator(Duration window, long entries, int partitions) {
    this.window = window.toMillis();
    reach = reach(entries, partitions);
    widen(partitions);
  }

  /** How many positions back a partition looks. */
  public static long reach(long entries, int partitions) {
    return Math.max(1, entries / partitions);
  }

  /** There are more partitions now. They look back as far as the others. */
  public synchronized void widen(int count) {
    while (partitions.size() < count) {
      partitions.add(recentIds());
    }
  }

  /** Decides as this does, for one partition that is read once more. */
  public RecentIds recentIds() {
    return new RecentIds(window, reach);
  }

  public long reach() {
    return reach;
  }

  /**
   * Remembers an entry; false if it is a duplicate. Each partition's must come in their order.
   *
   * @param millis the timestamp it has in the log
   */
  public boolean first(Offset place, long millis, EventId id) {
    var fingerprint = Fingerprint.of(id);
    synchronized (this) {
      return partitions.get(place.partition()).first(place.position(), millis, fingerprint);
    }
  }

  /** A record that is no event: its timestamp counts all the same. */
  public synchronized void pass(Offset place, long millis) {
    partitions.get(place.partition()).pass(place.position(), millis);
  }

  /** Whether no partition has had the event in the window that ends now; remembers nothing. */
  public boolean isFresh(EventId id, long nowMillis) {
    var fingerprint = Fingerprint.of(id);
    synchronized (this) {
      return partitions.stream().noneMatch(one -> one.knows(fingerprint, nowMillis));
    }
  }
}
