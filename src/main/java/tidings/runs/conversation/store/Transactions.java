package tidings.runs.conversation.store;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.persistence.jpa.JpaHelper;
import tidings.platform.database.DatabaseSettings;
import tidings.platform.database.Failures;

/**
 * Work in transactions over an open pool, with what the persistence provider needs for it.
 * Thread-safe.
 */
final class Transactions implements AutoCloseable {

  private static final int ATTEMPTS = 5;

  private final EntityManagerFactory entities;
  private final boolean isPostgres;

  private Transactions(EntityManagerFactory entities, boolean isPostgres) {
    this.entities = entities;
    this.isPostgres = isPostgres;
  }

  static Transactions over(HikariDataSource connections, DatabaseSettings settings) {
    var entities =
        Persistence.createEntityManagerFactory("tidings", properties(connections, settings));
    // Otherwise it tries an unreachable database four times, and a call waits for four connections.
    JpaHelper.getServerSession(entities).getLogin().setQueryRetryAttemptCount(0);
    return new Transactions(entities, settings.isPostgres());
  }

  /** The unit is explicit, because its default has changed between versions of the provider. */
  private static Map<String, Object> properties(
      HikariDataSource connections, DatabaseSettings settings) {
    return Map.of(
        "jakarta.persistence.nonJtaDataSource",
        connections,
        "jakarta.persistence.query.timeout",
        String.valueOf(settings.statementTimeout().toMillis()),
        "eclipselink.query.timeout.unit",
        "MILLISECONDS");
  }

  /** Commits all of the work or nothing. Repeats it after a collision with another transaction. */
  <T> T run(Function<EntityManager, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return runOnce(work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !Failures.isCollision(e)) {
          throw e;
        }
      }
    }
  }

  /** Like {@link #run}, but a collision is a failure. */
  <T> T runOnce(Function<EntityManager, T> work) {
    try (var manager = entities.createEntityManager()) {
      var transaction = manager.getTransaction();
      transaction.begin();
      boolean hasConnection = true;
      try {
        // Otherwise the provider reads outside of the transaction until the first write.
        manager.unwrap(Connection.class);
        var result = work.apply(manager);
        transaction.commit();
        return result;
      } catch (RuntimeException e) {
        hasConnection = !Failures.isWithoutConnection(e);
        throw e;
      } finally {
        // Without a connection a rollback would wait for one again.
        if (hasConnection && transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** Like {@link #run}, for reads: all statements of the work see the same snapshot. */
  <T> T snapshot(Function<EntityManager, T> work) {
    return run(
        manager -> {
          try {
            readOneMoment(manager.unwrap(Connection.class));
          } catch (SQLException e) {
            throw new PersistenceException(e);
          }
          return work.apply(manager);
        });
  }

  /**
   * In PostgreSQL, sets the isolation level for the transaction alone. The driver would set it for
   * the session: behind a pooler that may be another session than the transaction's, and others use
   * it next.
   */
  private void readOneMoment(Connection connection) throws SQLException {
    if (!isPostgres) {
      // The pool resets it when the connection is returned.
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return;
    }
    try (var statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read");
    }
  }

  @Override
  public void close() {
    entities.close();
  }
}
