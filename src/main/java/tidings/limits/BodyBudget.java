package tidings.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the bodies of requests that are being read or handled at a time: so much for each
 * caller, and so much for the node. Thread-safe.
 */
public final class BodyBudget {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long perCaller;
  private final long total;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<String, Long> byCaller = new ConcurrentHashMap<>();

  /**
   * @param perCaller maximum number of bytes of one caller
   * @param total maximum number of bytes of all callers
   */
  public BodyBudget(long perCaller, long total) {
    this.perCaller = perCaller;
    this.total = total;
  }

  /** The share of one request, empty at first; to be closed when its body is no longer used. */
  public Share share(String caller) {
    return new Share(caller);
  }

  /** Bytes that are taken now. */
  public long used() {
    return used.get();
  }

  /** What one request holds. One thread at a time. */
  public final class Share implements AutoCloseable {
    private final String caller;
    private long held;

    private Share(String caller) {
      this.caller = caller;
    }

    /**
     * Takes memory before it is filled.
     *
     * @throws OverLimitException if the caller, or the node, has used up its budget: what was taken
     *     before stays taken until this is closed
     */
    public void take(long bytes) {
      if (byCaller.merge(caller, bytes, Long::sum) > perCaller) {
        giveBack(bytes);
        throw OverLimitException.byCaller(
            RETRY_AFTER, "your requests carry more than %d bytes at a time".formatted(perCaller));
      }
      if (used.addAndGet(bytes) > total) {
        used.addAndGet(-bytes);
        giveBack(bytes);
        throw OverLimitException.byServer(
            RETRY_AFTER,
            "the requests of this node carry more than %d bytes at a time".formatted(total));
      }
      held += bytes;
    }

    private void giveBack(long bytes) {
      byCaller.computeIfPresent(caller, (_, held) -> held == bytes ? null : held - bytes);
    }

    /** Gives everything back; again does nothing. */
    @Override
    public void close() {
      if (held > 0) {
        giveBack(held);
        used.addAndGet(-held);
        held = 0;
      }
    }
  }
}
