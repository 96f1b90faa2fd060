package tidings.ops;

import java.util.HashMap;
import java.util.Map;

/**
 * The number of refused calls that are written per minute: a limit for each source, and one for
 * all. Refused calls above the limit are only counted. Not thread-safe.
 */
final class RefusalLimit {

  private static final long MINUTE = 60_000_000_000L;

  private final int perSource;
  private final int total;
  private final Map<String, Integer> written = new HashMap<>();
  private long since;
  private int count;
  private long suppressed;

  /**
   * @param nanos the current time of a monotonic clock
   */
  RefusalLimit(int perSource, int total, long nanos) {
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

  /**
   * Number of calls that were not written since the last call of this method; 0 while more may
   * follow within the minute.
   */
  long takeSuppressed(long nanos) {
    if (nanos - since < MINUTE) {
      return 0;
    }
    long taken = suppressed;
    suppressed = 0;
    return taken;
  }
}
