package tidings.platform.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the patterns of all streams of one user: the work of routing an event, and the memory of
 * the index, grow with them. Thread-safe.
 */
public final class PatternLimit {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int perUser;
  private final ConcurrentHashMap<String, Integer> byUser = new ConcurrentHashMap<>();

  /**
   * @param perUser maximum number of patterns of one user
   */
  public PatternLimit(int perUser) {
    this.perUser = perUser;
  }

  /**
   * Reserves capacity for the patterns of one stream; close it with the stream.
   *
   * @throws OverLimitException if the user would exceed the limit
   */
  public Share acquire(String user, int patterns) {
    var share = new Share(user);
    share.resize(patterns);
    return share;
  }

  /** Number of patterns of a user. */
  public int count(String user) {
    return byUser.getOrDefault(user, 0);
  }

  /** The share of one stream. Thread-safe. */
  public final class Share implements AutoCloseable {
    private final String user;
    private int patterns; // guarded by this
    private boolean isClosed; // guarded by this

    private Share(String user) {
      this.user = user;
    }

    /**
     * Changes the number of patterns; does nothing once it is closed.
     *
     * @throws OverLimitException if the number grows beyond the user's limit: nothing changes then
     */
    public synchronized void resize(int to) {
      if (isClosed) {
        return;
      }
      int more = to - patterns;
      int all = byUser.merge(user, more, Integer::sum);
      if (more > 0 && all > perUser) {
        release(more);
        throw OverLimitException.byCaller(
            RETRY_AFTER, "more than %d patterns in all streams of one user".formatted(perUser));
      }
      patterns = to;
    }

    private void release(int count) {
      byUser.computeIfPresent(user, (_, held) -> held == count ? null : held - count);
    }

    /** Releases everything; a second call does nothing. */
    @Override
    public synchronized void close() {
      if (!isClosed) {
        isClosed = true;
        release(patterns);
      }
    }
  }
}
