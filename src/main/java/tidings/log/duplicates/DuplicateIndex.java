package tidings.log.duplicates;

import java.util.Arrays;
import java.util.List;
import tidings.log.Offset;

/**
 * Which entries this node found to be duplicates: their positions, and from which on it knows. What
 * is read back later is left out the same way. Thread-safe.
 */
public final class DuplicateIndex {

  private final int bound;
  private Partition[] partitions = {};

  /**
   * @param from for each partition, the first entry that is decided
   * @param bound how many duplicates are remembered in each partition
   */
  public DuplicateIndex(List<Long> from, int bound) {
    this.bound = bound;
    widen(from);
  }

  /**
   * There are more partitions now.
   *
   * @param from for each partition, also those that are known already
   */
  public synchronized void widen(List<Long> from) {
    int known = partitions.length;
    partitions = Arrays.copyOf(partitions, Math.max(known, from.size()));
    for (int p = known; p < from.size(); p++) {
      partitions[p] = new Partition(from.get(p));
    }
  }

  /** An entry is a duplicate. Each partition's come in their order. */
  public synchronized void add(Offset place) {
    partitions[place.partition()].add(place.position());
  }

  /** The first entry of a partition about which this node knows. */
  public synchronized long from(int partition) {
    return partitions[partition].from;
  }

  public synchronized boolean isDuplicate(Offset place) {
    return partitions[place.partition()].has(place.position());
  }

  /** A ring of positions, in order. */
  private final class Partition {
    private long from;
    private long[] duplicates = new long[16];
    private int eldest;
    private int size;

    Partition(long from) {
      this.from = from;
    }

    void add(long position) {
      if (size == bound) {
        from = at(0) + 1;
        eldest = (eldest + 1) % duplicates.length;
        size--;
      }
      if (size == duplicates.length) {
        var larger = new long[2 * size];
        Arrays.setAll(larger, i -> i < size ? at(i) : 0);
        duplicates = larger;
        eldest = 0;
      }
      duplicates[(eldest + size) % duplicates.length] = position;
      size++;
    }

    private long at(int index) {
      return duplicates[(eldest + index) % duplicates.length];
    }

    boolean has(long position) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (at(middle) < position) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low < size && at(low) == position;
    }
  }
}
