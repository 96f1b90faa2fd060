package tidings.platform.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many patterns all streams of one user hold together: the work of routing an event, and the
 * memory of the index, grow with them. Thread-safe.
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
   * Takes room for the patterns of one stream, to be closed with it.
   *
   * @throws OverLimitException if they are more than the user may have now
   */
  public Share take(String user, int patterns) {
    var share = new Share(user);
    share.resize(patterns);
    return share;
  }

  /** Patterns that a user holds. */
  public int held(String user) {
    return byUser.getOrDefault(user, 0);
  }

  /** What one stream holds. Thread-safe. */
  public final class Share implements AutoCloseable {
    private final String user;
    private int patterns; // guarded by this
    private boolean isClosed; // guarded by this

    private Share(String user) {
      this.user = user;
    }

    /**
     * Has it hold another number of patterns; once it is closed this does nothing.
     *
     * @throws OverLimitException if they are more than before, and than the user may have now:
     *     nothing changes then
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

    /** Gives everything back; again does nothing. */
    @Override
    public synchronized void close() {
      if (!isClosed) {
        isClosed = true;
        release(patterns);
      }
    }
  }
}
