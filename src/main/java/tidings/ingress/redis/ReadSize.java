package tidings.ingress.redis;

/**
 * How many entries are read at once: one to begin with, up to twice as many each time, and no more
 * than a bound of bytes would have held of the last ones. How large an entry is Redis does not say
 * before it is read; so whatever failed, memory for one, is begun again with a single one. One
 * thread.
 */
final class ReadSize {

  /** What is read at once is in memory some three times over until it is in the log. */
  static final long BYTES = 4 << 20;

  private final int most;
  private int count = 1;

  /**
   * @param most entries at once
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

  /** Notes how large some were that have been read. */
  void read(int entries, long bytes) {
    if (entries > 0) {
      long held = Math.max(1, BYTES * entries / Math.max(1, bytes));
      count = (int) Math.min(Math.min(most, 2L * count), held);
    }
  }
}
