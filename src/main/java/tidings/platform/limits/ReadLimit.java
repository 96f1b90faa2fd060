package tidings.platform.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets so many expensive reads of the database go on at a time, of each user and of this node, so
 * that they leave connections and memory to everything else. The next ones of a user wait, a few of
 * them and for a while. Thread-safe.
 */
public final class ReadLimit {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Size size;
  private final Semaphore ofNode;
  private final Duration wait;
  private final ConcurrentHashMap<String, Reads> users = new ConcurrentHashMap<>();

  /**
   * How many reads there may be.
   *
   * @param what named in refusals, in plural
   * @param running of one user that run
   * @param perUser of one user that run or wait
   * @param perNode of all users that run
   */
  public record Size(String what, int running, int perUser, int perNode) {}

  /**
   * The reads of one user.
   *
   * @param count those that run or wait
   * @param turn held by those that run
   */
  private record Reads(int count, Semaphore turn) {

    static final Reads NONE = new Reads(0, new Semaphore(0));

    Reads plus(int more) {
      return new Reads(count + more, turn);
    }
  }

  /**
   * @param wait how long a read may wait for the user's turn, and for the node's
   */
  public ReadLimit(Size size, Duration wait) {
    this.size = size;
    this.wait = wait;
    ofNode = new Semaphore(size.perNode(), true);
  }

  /** One that limits nothing. */
  public static ReadLimit none() {
    int any = Integer.MAX_VALUE;
    return new ReadLimit(new Size("reads", any, any, any), Duration.ZERO);
  }

  /**
   * Reads when it is this read's turn.
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
        "%d %s of yours have not ended within %d ms"
            .formatted(size.running(), size.what(), wait.toMillis()));
  }

  private OverLimitException nodeIsBusy() {
    return OverLimitException.byServer(
        RETRY_AFTER,
        "this node has its limit of %d %s at a time".formatted(size.perNode(), size.what()));
  }

  /** Reads of a user that run or wait. */
  int reads(String user) {
    return users.getOrDefault(user, Reads.NONE).count();
  }

  /** Users that read now. */
  int users() {
    return users.size();
  }
}
