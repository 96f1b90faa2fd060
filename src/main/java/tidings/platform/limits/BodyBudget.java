package tidings.platform.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The budget of request bodies: a limit for each caller, and one for the node. The fuller the node,
 * the less a single caller may hold: a caller that holds as much as is free gets no more. So
 * <i>n</i> callers that take all they can leave a share of 1/(<i>n</i> + 1) to the next.
 * Thread-safe; callers that take at the same moment may or may not see each other, and the node's
 * maximum holds exactly.
 *
 * @see <a href="https://doi.org/10.1109/90.664262">Choudhury and Hahne, Dynamic queue length
 *     thresholds for shared-memory packet switches</a>, where the rule is from (here with α = 1)
 */
public final class BodyBudget {

  /** The counted unit. */
  public enum Unit {
    /** Memory for bodies that are being read or handled. */
    BYTES("carry", "bytes"),
    /** Requests whose bodies have not arrived: each holds a thread. */
    WAITS("wait for", "bodies");

    private final String verb;
    private final String noun;

    Unit(String verb, String noun) {
      this.verb = verb;
      this.noun = noun;
    }

    private String excess(String whose, long max) {
      return "%s %s more than %d %s at a time".formatted(whose, verb, max, noun);
    }

    private String shortage(long held) {
      return "your requests %s %d %s, and this node has no more than that left for all"
          .formatted(verb, held, noun);
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

  /** The share of one request, empty at first; close it when its body is no longer used. */
  public Share share(String caller) {
    return new Share(caller);
  }

  /** The amount in use. */
  public long used() {
    return used.get();
  }

  /** The share of one request. One thread at a time. */
  public final class Share implements AutoCloseable {
    private final String caller;
    private long held;

    private Share(String caller) {
      this.caller = caller;
    }

    /**
     * Reserves an amount before it is used.
     *
     * @throws OverLimitException if the budget of the caller, or of the node, is exhausted, or the
     *     caller holds as much as the node has left: earlier amounts stay reserved until this is
     *     closed
     */
    public void reserve(long amount) {
      long ofCaller = byCaller.merge(caller, amount, Long::sum);
      long ofAll = used.addAndGet(amount);
      var refusal = refusal(amount, ofCaller, ofAll);
      if (refusal != null) {
        used.addAndGet(-amount);
        release(amount);
        throw refusal;
      }
      held += amount;
    }

    private @Nullable OverLimitException refusal(long amount, long ofCaller, long ofAll) {
      if (ofCaller > perCaller) {
        return OverLimitException.byCaller(RETRY_AFTER, unit.excess("your requests", perCaller));
      }
      long before = ofCaller - amount;
      if (before > 0 && before >= total - (ofAll - amount)) {
        return OverLimitException.byCaller(RETRY_AFTER, unit.shortage(before));
      }
      return ofAll > total
          ? OverLimitException.byServer(
              RETRY_AFTER, unit.excess("the requests of this node", total))
          : null;
    }

    private void release(long amount) {
      byCaller.computeIfPresent(caller, (_, held) -> held == amount ? null : held - amount);
    }

    /** Releases everything; a second call does nothing. */
    @Override
    public void close() {
      if (held > 0) {
        release(held);
        used.addAndGet(-held);
        held = 0;
      }
    }
  }
}
