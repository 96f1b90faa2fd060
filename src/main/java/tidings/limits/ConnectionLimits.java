package tidings.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many streams this node has in total and from each address. Thread-safe. */
public final class ConnectionLimits {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final LimitSettings settings;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private volatile boolean shut;

  public ConnectionLimits(LimitSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes a place; whoever takes one must {@link #leave}.
   *
   * @throws OverLimitException if there is none, for the address or at all
   */
  public void enter(String address) {
    if (shut) {
      throw OverLimitException.byServer(RETRY_AFTER, "this node is being drained");
    }
    if (total.incrementAndGet() > settings.connections()) {
      total.decrementAndGet();
      throw OverLimitException.byServer(
          RETRY_AFTER, "this node holds its bound of " + settings.connections() + " connections");
    }
    int here = byAddress.merge(address, 1, Integer::sum);
    if (here > settings.connectionsPerAddress()) {
      leave(address);
      throw OverLimitException.byCaller(
          RETRY_AFTER,
          "more than " + settings.connectionsPerAddress() + " connections from one address");
    }
  }

  public void leave(String address) {
    byAddress.compute(address, (_, count) -> count == null || count == 1 ? null : count - 1);
    total.decrementAndGet();
  }

  /** Lets nobody in any more. */
  public void shut() {
    shut = true;
  }

  public boolean isShut() {
    return shut;
  }

  public boolean isFull() {
    return total.get() >= settings.connections();
  }

  public int total() {
    return total.get();
  }
}
