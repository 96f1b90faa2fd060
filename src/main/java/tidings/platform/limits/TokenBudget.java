package tidings.platform.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Daily budgets of model tokens for users and groups, by UTC. A call reserves an estimate before it
 * starts, and returns what it did not use. So simultaneous calls, on several nodes, do not use more
 * than their estimates allow. Thread-safe; calls block.
 */
public interface TokenBudget {

  /** No budget: everything is allowed and nothing is counted. */
  TokenBudget NONE =
      new TokenBudget() {
        @Override
        public Optional<Remaining> remaining(String user, Set<String> groups) {
          return Optional.empty();
        }

        @Override
        public Reservation reserve(String user, Set<String> groups, long tokens) {
          return _ -> {};
        }
      };

  /**
   * The budget with the least left.
   *
   * @param limit tokens per day
   * @param remaining tokens that are left of it, not negative
   * @param reset time until the next day begins
   */
  record Remaining(long limit, long remaining, Duration reset) {}

  /** Tokens that one call has reserved. */
  @FunctionalInterface
  interface Reservation {
    /** Replaces the estimate by the actual use; call it once. Does not fail. */
    void settle(long used);
  }

  /** The rest of a user's budget; empty if no budget applies to the user. */
  Optional<Remaining> remaining(String user, Set<String> groups);

  /**
   * Reserves an estimate of a call from all budgets of a user, or from none.
   *
   * @param tokens the estimate, positive
   * @throws OverLimitException if one of them has less left, until the next day
   */
  Reservation reserve(String user, Set<String> groups, long tokens);
}
