package tidings.platform.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens that users and groups may use of models each day, by UTC. A call takes an estimate before
 * it is made, and gives back what it did not use: calls at once, on several nodes, do not use more
 * than their estimates allow. Thread-safe; calls block.
 */
public interface TokenBudget {

  /** No budget: everything is allowed and nothing is counted. */
  TokenBudget NONE =
      new TokenBudget() {
        @Override
        public Optional<Left> left(String user, Set<String> groups) {
          return Optional.empty();
        }

        @Override
        public Reservation reserve(String user, Set<String> groups, long tokens) {
          return _ -> {};
        }
      };

  /**
   * The budget of which the least is left.
   *
   * @param limit tokens of a day
   * @param remaining tokens that are left of it, not negative
   * @param reset how long until the next day begins
   */
  record Left(long limit, long remaining, Duration reset) {}

  /** Tokens that one call has taken. */
  @FunctionalInterface
  interface Reservation {
    /** Takes what the call used in place of its estimate; once. Does not fail. */
    void settle(long used);
  }

  /** What is left to a user; empty if no budget holds for the user. */
  Optional<Left> left(String user, Set<String> groups);

  /**
   * Takes an estimate of a call from all budgets of a user, or from none.
   *
   * @param tokens the estimate, positive
   * @throws OverLimitException if one of them has less left, until the next day
   */
  Reservation reserve(String user, Set<String> groups, long tokens);
}
