package tidings.runs.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tidings.it.support.PgBouncer;
import tidings.it.support.PostgresServer;
import tidings.platform.database.DatabaseSettings;

/** On a real PostgreSQL behind a real PgBouncer that gives a session to each transaction. */
class PooledConversationsIT extends ConversationsContract {

  private final PostgresServer postgres = PostgresServer.start("pooled-conversations");
  private final PgBouncer pooler = PgBouncer.before(postgres, 5);

  @Override
  DatabaseSettings settings() {
    return new DatabaseSettings(
        pooler.url("postgres"), null, null, 5, Duration.ofSeconds(30), "node");
  }

  @Override
  String slowStatement() {
    return "select cast(pg_sleep(120) as varchar)";
  }

  @AfterAll
  void stop() {
    pooler.close();
    postgres.close();
  }

  /** The next client of the same session would find a setting of the session. */
  @Test
  void noSessionOfThePoolerKeepsAnIsolationOfOurs() throws SQLException {
    try (var connection = DriverManager.getConnection(pooler.url("postgres"));
        var statement = connection.createStatement();
        var set = statement.executeQuery("show default_transaction_isolation")) {
      set.next();
      assertThat(set.getString(1)).isEqualTo("read committed");
    }
  }
}
