package tidings.limits;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets one search of each user, and a number of searches of this node, read the database at a time,
 * so that searches leave connections to everything else. The next ones of a user wait, a few of
 * them and for a while. Thread-safe.
 */
public final class SearchLimit {

  /** Searches of one user that run or wait. */
  static final int PER_USER = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int perNode;
  private final Semaphore ofNode;
  private final Duration wait;
  private final ConcurrentHashMap<String, Searches> users = new ConcurrentHashMap<>();

  /**
   * The searches of one user.
   *
   * @param count those that run or wait
   * @param turn held by the one that runs
   */
  private record Searches(int count, Semaphore turn) {

    static Searches first() {
      return new Searches(1, new Semaphore(1, true));
    }

    static final Searches NONE = new Searches(0, new Semaphore(0));

    Searches plus(int more) {
      return new Searches(count + more, turn);
    }
  }

  /**
   * @param perNode searches of all users that run at a time
   * @param wait how long a search may wait for the user's turn, and for the node's
   */
  public SearchLimit(int perNode, Duration wait) {
    this.perNode = perNode;
    this.wait = wait;
    ofNode = new Semaphore(perNode, true);
  }

  /**
   * Searches when it is this search's turn.
   *
   * @throws OverLimitException if too many searches of the user or of the node wait, or run for too
   *     long
   */
  public <T> T search(String user, Supplier<T> search) {
    var mine = users.merge(user, Searches.first(), (all, _) -> all.plus(1));
    try {
      if (mine.count() > PER_USER) {
        throw OverLimitException.byCaller(
            RETRY_AFTER, "more than %d searches of one user at a time".formatted(PER_USER));
      }
      return inTurn(mine.turn(), () -> inTurn(ofNode, search, this::nodeIsBusy), this::userIsBusy);
    } finally {
      users.computeIfPresent(user, (_, all) -> all.count() == 1 ? null : all.plus(-1));
    }
  }

  private <T> T inTurn(Semaphore turn, Supplier<T> search, Supplier<OverLimitException> refusal) {
    try {
      if (!turn.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw refusal.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal.get();
    }
    try {
      return search.get();
    } finally {
      turn.release();
    }
  }

  private OverLimitException userIsBusy() {
    return OverLimitException.byCaller(
        RETRY_AFTER, "a search of yours has not ended within " + wait.toMillis() + " ms");
  }

  private OverLimitException nodeIsBusy() {
    return OverLimitException.byServer(
        RETRY_AFTER, "this node has its limit of " + perNode + " searches at a time");
  }

  /** Searches of a user that run or wait. */
  int searches(String user) {
    return users.getOrDefault(user, Searches.NONE).count();
  }

  /** Users that search now. */
  int users() {
    return users.size();
  }
}
