package tidings.ingress.redis;

/**
 * The number of entries per read: one at first, up to twice as many each time, and no more of the
 * last ones' size than fit into a byte limit. Redis does not report the size of an entry before it
 * is read. So after any failure, of memory for example, it starts with one again. One thread.
 */
final class ReadSize {

  /** The entries of one read are in memory some three times over until they are in the log. */
  static final long BYTES = 4 << 20;

  private final int most;
  private int count = 1;

  /**
   * @param most maximum number of entries
   */
  ReadSize(int most) {
    this.most = most;
  }

  int count() {
    return count;
  }

  void restart() {
    count = 1;
  }

  /** Records the size of entries that have been read. */
  void read(int entries, long bytes) {
    if (entries > 0) {
      long held = Math.max(1, BYTES * entries / Math.max(1, bytes));
      count = (int) Math.min(Math.min(most, 2L * count), held);
    }
  }
}
