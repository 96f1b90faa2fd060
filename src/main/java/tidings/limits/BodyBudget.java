package tidings.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of requests take at a time: so much for each caller, and so much for the node.
 * Thread-safe.
 */
public final class BodyBudget {

  /** What is counted. */
  public enum Unit {
    /** Memory for bodies that are being read or handled. */
    BYTES("carry more than %d bytes at a time"),
    /** Requests whose bodies have not arrived: each holds a thread. */
    WAITS("wait for more than %d bodies at a time");

    private final String excess;

    Unit(String excess) {
      this.excess = excess;
    }

    private String message(String whose, long max) {
      return whose + " " + excess.formatted(max);
    }
  }

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Unit unit;
  private final long perCaller;
  private final long total;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<String, Long> byCaller = new ConcurrentHashMap<>();

  /**
   * @param perCaller maximum of one caller
   * @param total maximum of all callers
   */
  public BodyBudget(Unit unit, long perCaller, long total) {
    this.unit = unit;
    this.perCaller = perCaller;
    this.total = total;
  }

  /** The share of one request, empty at first; to be closed when its body is no longer used. */
  public Share share(String caller) {
    return new Share(caller);
  }

  /** What is taken now. */
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
     * Takes so much before it is used.
     *
     * @throws OverLimitException if the caller, or the node, has used up its budget: what was taken
     *     before stays taken until this is closed
     */
    public void take(long amount) {
      if (byCaller.merge(caller, amount, Long::sum) > perCaller) {
        giveBack(amount);
        throw OverLimitException.byCaller(RETRY_AFTER, unit.message("your requests", perCaller));
      }
      if (used.addAndGet(amount) > total) {
        used.addAndGet(-amount);
        giveBack(amount);
        throw OverLimitException.byServer(
            RETRY_AFTER, unit.message("the requests of this node", total));
      }
      held += amount;
    }

    private void giveBack(long amount) {
      byCaller.computeIfPresent(caller, (_, held) -> held == amount ? null : held - amount);
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
