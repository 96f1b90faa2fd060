package tidings.runs.conversation.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tokens that an account, which is a user or a group, has used on one day. */
@Entity(name = "TokenUsage")
@Table(name = "token_usage")
@IdClass(TokenUsageRow.Key.class)
class TokenUsageRow {

  /** Number of days for which usage is stored. */
  private static final int KEPT_DAYS = 31;

  /** In ISO 8601, by UTC. */
  @Id
  @Column(name = "used_on")
  String usedOn;

  @Id String account;

  long tokens;

  /** The key: account and day. */
  static final class Key {
    String usedOn;
    String account;

    /** For the provider, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    public Key() {}

    Key(LocalDate day, String account) {
      usedOn = day.toString();
      this.account = account;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.usedOn.equals(usedOn) && key.account.equals(account);
    }

    @Override
    public int hashCode() {
      return Objects.hash(usedOn, account);
    }
  }

  /** For the provider, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  protected TokenUsageRow() {}

  private TokenUsageRow(Key key) {
    usedOn = key.usedOn;
    account = key.account;
  }

  /** The row, created if there is none; locked until the transaction ends. */
  static TokenUsageRow locked(EntityManager entities, LocalDate day, String account) {
    var key = new Key(day, account);
    var known = entities.find(TokenUsageRow.class, key, LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      return known;
    }
    var row = new TokenUsageRow(key);
    entities.persist(row);
    entities.flush(); // concurrent transactions collide here, and the later one starts over
    entities
        .createQuery("delete from TokenUsage u where u.account = :account and u.usedOn < :day")
        .setParameter("account", account)
        .setParameter("day", day.minusDays(KEPT_DAYS).toString())
        .executeUpdate();
    return row;
  }

  /** Tokens that were used; 0 if there is no row. */
  static long used(EntityManager entities, LocalDate day, String account) {
    var row = entities.find(TokenUsageRow.class, new Key(day, account));
    return row == null ? 0 : row.tokens;
  }
}
