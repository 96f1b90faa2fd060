package tidings.log.duplicates;

import java.util.Arrays;

/**
 * The recent events of one partition, and the decision whether the next event is one of them.
 *
 * <p>The decision is a function of the partition's content alone. The <em>clock</em> of a partition
 * is the greatest timestamp of its records so far; it never goes back, whatever the timestamps do.
 * A record is a duplicate if an earlier record, itself a duplicate or not, has the same identity,
 * lies less than the window before it by that clock, and at most {@code reach} positions before it.
 *
 * <p>So a reader that begins anywhere decides like one that began with the log, from the first
 * record of timestamp {@code t} on. It must begin with the first record whose timestamp is {@code t
 * - window} or later, which is what Kafka's {@code offsetsForTimes} finds. The reason: the clock
 * reaches a time with the first record whose timestamp is as late. So the reader reads every record
 * at which the clock has that value or a later one; a record that it reads sets the clock there;
 * and only such records can make a later one a duplicate. A reader that begins {@code reach}
 * positions before instead, because the window holds so many records, decides the same as long as
 * no earlier record has a later timestamp than those it reads. All this requires that the log keeps
 * its records for longer than the window, and does not compact them.
 *
 * <p>A ring of the records within reach, in order, and a table from identity to the newest of them:
 * some 40 bytes each. Not thread-safe.
 */
public final class RecentIds {

  private static final int SMALLEST = 64;

  private final long window;
  private final long reach;
  private long clock = Long.MIN_VALUE;

  /** Counts of records ever remembered, and forgotten; modulo the ring's size, indexes into it. */
  private long newest;

  private long eldest;
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private long[] position = new long[SMALLEST];
  private long[] time = new long[SMALLEST];

  /** Open addressing, linear probing: 1 + an index into the ring, or 0. */
  private int[] table = new int[2 * SMALLEST];

  /**
   * @param window in milliseconds
   * @param reach in positions: the limit on memory
   */
  RecentIds(long window, long reach) {
    this.window = window;
    this.reach = reach;
  }

  /** Passes a record without a readable identity: it only moves the clock. */
  public void skip(long at, long millis) {
    clock = Math.max(clock, millis);
    while (eldest < newest && isOutOfReach(ring(eldest), at)) {
      forget(ring(eldest));
      eldest++;
    }
  }

  /** Remembers a record; false if it is a duplicate. Positions must rise from call to call. */
  public boolean first(long at, long millis, Fingerprint id) {
    skip(at, millis);
    if (newest - eldest == high.length) {
      grow();
    }
    int slot = slot(id.high(), id.low());
    boolean first = table[slot] == 0;
    int index = ring(newest++);
    high[index] = id.high();
    low[index] = id.low();
    position[index] = at;
    time[index] = clock;
    table[slot] = index + 1;
    return first;
  }

  /** Whether a record with this identity would be a duplicate at this time. */
  boolean knows(Fingerprint id, long millis) {
    int known = table[slot(id.high(), id.low())];
    return known != 0 && millis - time[known - 1] < window;
  }

  /** Number of remembered records, at most 2^30. */
  public int size() {
    return (int) (newest - eldest);
  }

  private boolean isOutOfReach(int index, long at) {
    return clock - time[index] >= window || at - position[index] > reach;
  }

  private int ring(long count) {
    return (int) (count & (high.length - 1));
  }

  private int home(long bits) {
    return (int) (bits & (table.length - 1));
  }

  /** The slot of an identity, or the empty slot for it. */
  private int slot(long idHigh, long idLow) {
    int slot = home(idLow);
    while (table[slot] != 0 && (low[table[slot] - 1] != idLow || high[table[slot] - 1] != idHigh)) {
      slot = home(slot + 1);
    }
    return slot;
  }

  /** Removes an index from the table, unless a newer record with its identity has the slot. */
  private void forget(int index) {
    int hole = slot(high[index], low[index]);
    if (table[hole] != index + 1) {
      return;
    }
    // Entries that the hole's entry displaced move up, so that no probe ends too early.
    for (int next = home(hole + 1); table[next] != 0; next = home(next + 1)) {
      int wanted = home(low[table[next] - 1]);
      if (home(next - wanted) >= home(next - hole)) {
        table[hole] = table[next];
        hole = next;
      }
    }
    table[hole] = 0;
  }

  private void grow() {
    int size = high.length;
    int begin = ring(eldest);
    high = unroll(high, begin);
    low = unroll(low, begin);
    position = unroll(position, begin);
    time = unroll(time, begin);
    eldest = 0;
    newest = size;
    table = new int[4 * size];
    for (int index = 0; index < size; index++) {
      table[slot(high[index], low[index])] = index + 1;
    }
  }

  /** Twice the size, the oldest first. */
  private static long[] unroll(long[] ring, int begin) {
    var larger = Arrays.copyOfRange(ring, begin, begin + 2 * ring.length);
    System.arraycopy(ring, 0, larger, ring.length - begin, begin);
    return larger;
  }
}
