package tidings.ops;

import java.util.HashMap;
import java.util.Map;

/**
 * How many refused calls are written in a minute: so many of each source, and so many of all. What
 * is more is only counted. Not thread-safe.
 */
final class RefusalBound {

  private static final long MINUTE = 60_000_000_000L;

  private final int perSource;
  private final int total;
  private final Map<String, Integer> written = new HashMap<>();
  private long since;
  private int count;
  private long suppressed;

  /**
   * @param nanos of a clock that only goes forward, now
   */
  RefusalBound(int perSource, int total, long nanos) {
    this.perSource = perSource;
    this.total = total;
    since = nanos;
  }

  /**
   * Whether one more is written.
   *
   * @param source a user or an address
   */
  boolean admits(String source, long nanos) {
    if (nanos - since >= MINUTE) {
      since = nanos;
      count = 0;
      written.clear();
    }
    if (count < total && written.getOrDefault(source, 0) < perSource) {
      written.merge(source, 1, Integer::sum);
      count++;
      return true;
    }
    suppressed++;
    return false;
  }

  /** How many were not written since this was asked last; 0 while more may follow in a minute. */
  long takeSuppressed(long nanos) {
    if (nanos - since < MINUTE) {
      return 0;
    }
    long taken = suppressed;
    suppressed = 0;
    return taken;
  }
}
