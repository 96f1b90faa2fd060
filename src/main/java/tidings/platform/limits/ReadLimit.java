package tidings.platform.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits the expensive reads of the database that run at a time, of each user and of this node, so
 * that other calls still get connections and memory. A few further reads of a user wait for a
 * while. Thread-safe.
 */
public final class ReadLimit {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Size size;
  private final Semaphore ofNode;
  private final Duration wait;
  private final ConcurrentHashMap<String, Reads> users = new ConcurrentHashMap<>();

  /**
   * Numbers of reads.
   *
   * @param what named in rejections, in plural
   * @param running maximum number of one user's reads that run
   * @param perUser maximum number of one user's reads that run or wait
   * @param perNode maximum number of all users' reads that run
   */
  public record Size(String what, int running, int perUser, int perNode) {}

  /**
   * The reads of one user.
   *
   * @param count number of those that run or wait
   * @param turn a permit for each that runs
   */
  private record Reads(int count, Semaphore turn) {

    static final Reads NONE = new Reads(0, new Semaphore(0));

    Reads plus(int more) {
      return new Reads(count + more, turn);
    }
  }

  /**
   * @param wait maximum time that a read waits for a permit of the user, and of the node
   */
  public ReadLimit(Size size, Duration wait) {
    this.size = size;
    this.wait = wait;
    ofNode = new Semaphore(size.perNode(), true);
  }

  /** An instance without limits. */
  public static ReadLimit none() {
    int any = Integer.MAX_VALUE;
    return new ReadLimit(new Size("reads", any, any, any), Duration.ZERO);
  }

  /**
   * Runs a read when it has its permits.
   *
   * @throws OverLimitException if too many reads of the user or of the node wait, or run for too
   *     long
   */
  public <T> T read(String user, Supplier<T> read) {
    var first = new Reads(1, new Semaphore(size.running(), true));
    var mine = users.merge(user, first, (all, _) -> all.plus(1));
    try {
      if (mine.count() > size.perUser()) {
        throw OverLimitException.byCaller(
            RETRY_AFTER,
            "more than %d %s of one user at a time".formatted(size.perUser(), size.what()));
      }
      return inTurn(mine.turn(), () -> inTurn(ofNode, read, this::nodeIsBusy), this::userIsBusy);
    } finally {
      users.computeIfPresent(user, (_, all) -> all.count() == 1 ? null : all.plus(-1));
    }
  }

  private <T> T inTurn(Semaphore turn, Supplier<T> read, Supplier<OverLimitException> refusal) {
    try {
      if (!turn.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw refusal.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal.get();
    }
    try {
      return read.get();
    } finally {
      turn.release();
    }
  }

  private OverLimitException userIsBusy() {
    return OverLimitException.byCaller(
        RETRY_AFTER,
        "your %d %s have not ended within %d ms"
            .formatted(size.running(), size.what(), wait.toMillis()));
  }

  private OverLimitException nodeIsBusy() {
    return OverLimitException.byServer(
        RETRY_AFTER,
        "this node is at its limit of %d %s at a time".formatted(size.perNode(), size.what()));
  }

  /** Number of a user's reads that run or wait. */
  int reads(String user) {
    return users.getOrDefault(user, Reads.NONE).count();
  }

  /** Number of users with a read. */
  int users() {
    return users.size();
  }
}
