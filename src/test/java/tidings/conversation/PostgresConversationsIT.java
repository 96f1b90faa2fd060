package tidings.conversation;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;

/** On a real PostgreSQL. */
class PostgresConversationsIT extends ConversationsContract {

  private final EmbeddedPostgres postgres;

  PostgresConversationsIT() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @Override
  DatabaseSettings settings() {
    return new DatabaseSettings(
        postgres.getJdbcUrl("postgres", "postgres"), null, null, 5, Duration.ofSeconds(5), "node");
  }

  @AfterAll
  void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
