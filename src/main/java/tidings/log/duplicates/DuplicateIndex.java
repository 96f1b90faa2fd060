package tidings.log.duplicates;

import java.util.Arrays;
import java.util.List;
import tidings.log.Offset;

/**
 * The entries that this node found to be duplicates: their positions, and the position from which
 * the node knows them. A replay leaves out the same entries. Thread-safe.
 */
public final class DuplicateIndex {

  private final int limit;
  private Partition[] partitions = {};

  /**
   * @param from for each partition, the first entry that is decided
   * @param limit maximum number of duplicates remembered for each partition
   */
  public DuplicateIndex(List<Long> from, int limit) {
    this.limit = limit;
    widen(from);
  }

  /**
   * Adds partitions.
   *
   * @param from for each partition, including the known ones
   */
  public synchronized void widen(List<Long> from) {
    int known = partitions.length;
    partitions = Arrays.copyOf(partitions, Math.max(known, from.size()));
    for (int p = known; p < from.size(); p++) {
      partitions[p] = new Partition(from.get(p));
    }
  }

  /** Adds an entry as a duplicate. Entries of a partition must come in their order. */
  public synchronized void add(Offset offset) {
    partitions[offset.partition()].add(offset.position());
  }

  /** The first entry of a partition that this node has decided. */
  public synchronized long from(int partition) {
    return partitions[partition].from;
  }

  public synchronized boolean isDuplicate(Offset offset) {
    return partitions[offset.partition()].has(offset.position());
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
      if (size == limit) {
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
