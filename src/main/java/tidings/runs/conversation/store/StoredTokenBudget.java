package tidings.runs.conversation.store;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.limits.OverLimitException;
import tidings.platform.limits.TokenBudget;
import tidings.platform.limits.TokenBudgetSettings;
import tidings.runs.conversation.ConversationsUnavailableException;

/**
 * Token budgets in the database, which all nodes share. While it is unavailable no call is
 * admitted. Tokens that a node reserved before it was killed stay reserved. Thread-safe.
 */
public final class StoredTokenBudget implements TokenBudget {

  private static final Logger LOG = Logger.getLogger(StoredTokenBudget.class.getName());

  private final Database database;
  private final TokenBudgetSettings settings;
  private final Clock clock;

  public StoredTokenBudget(Database database, TokenBudgetSettings settings, Clock clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /** Budgets by account, in the order in which the accounts are locked. */
  private SortedMap<String, Long> budgets(String user, Set<String> groups) {
    var budgets = new TreeMap<String, Long>();
    if (settings.perUser() > 0) {
      budgets.put("user:" + user, settings.perUser());
    }
    settings
        .perGroup()
        .forEach(
            (group, tokens) -> {
              if (groups.contains(group)) {
                budgets.put("group:" + group, tokens);
              }
            });
    return budgets;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConversationsUnavailableException if the database is unavailable
   */
  @Override
  public Optional<Remaining> remaining(String user, Set<String> groups) {
    var budgets = budgets(user, groups);
    if (budgets.isEmpty()) {
      return Optional.empty();
    }
    var now = clock.instant();
    return database.transaction(
        entities ->
            budgets.entrySet().stream()
                .map(
                    budget ->
                        remaining(
                            budget.getValue(),
                            TokenUsageRow.used(entities, day(now), budget.getKey()),
                            now))
                .min(Comparator.comparingLong(Remaining::remaining)));
  }

  private static Remaining remaining(long limit, long used, Instant now) {
    return new Remaining(limit, Math.max(0, limit - used), untilTomorrow(now));
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConversationsUnavailableException if the database is unavailable
   */
  @Override
  public Reservation reserve(String user, Set<String> groups, long tokens) {
    var budgets = budgets(user, groups);
    if (budgets.isEmpty()) {
      return _ -> {};
    }
    var now = clock.instant();
    var day = day(now);
    database.transaction(
        entities -> {
          budgets.forEach((account, limit) -> reserve(entities, day, account, limit, tokens, now));
          return tokens;
        });
    return used -> settle(budgets.keySet(), day, used - tokens);
  }

  private static void reserve(
      EntityManager entities, LocalDate day, String account, long limit, long tokens, Instant now) {
    var row = TokenUsageRow.locked(entities, day, account);
    if (row.tokens + tokens > limit) {
      var owner = account.startsWith("user:") ? "your budget" : "the budget of your group";
      throw OverLimitException.byCaller(
          untilTomorrow(now),
          "%s of %d tokens a day has %d left, and this call may need %d"
              .formatted(owner, limit, Math.max(0, limit - row.tokens), tokens));
    }
    row.tokens += tokens;
  }

  private void settle(Set<String> accounts, LocalDate day, long difference) {
    try {
      database.transaction(
          entities -> {
            accounts.forEach(
                account -> {
                  var row = TokenUsageRow.locked(entities, day, account);
                  row.tokens = Math.max(0, row.tokens + difference);
                });
            return difference;
          });
    } catch (ConversationsUnavailableException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "A call's estimate stays deducted from its budgets, its usage could not be stored: "
                  + e.getMessage());
    }
  }

  private static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private static Duration untilTomorrow(Instant now) {
    var tomorrow = day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Duration.between(now, tomorrow);
  }
}
