package tidings.runs.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.it.support.SourcesPage;
import tidings.platform.database.DatabaseSettings;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Kind;

/** On a real PostgreSQL, as a role with the documented rights and no others. */
class PostgresConversationsIT extends ConversationsContract {

  private final EmbeddedPostgres postgres = start(EmbeddedPostgres.builder());
  private final String restrictedUrl = restrictedUrl(postgres);

  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String url(EmbeddedPostgres server) {
    return server.getJdbcUrl("postgres", "postgres");
  }

  private static DatabaseSettings settings(String url, Duration timeout) {
    return new DatabaseSettings(url, null, null, 5, timeout, "node");
  }

  @Override
  DatabaseSettings settings() {
    return settings(restrictedUrl, Duration.ofSeconds(30));
  }

  /** For a role without the default rights of every PostgreSQL user. */
  private static String restrictedUrl(EmbeddedPostgres server) {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("revoke all on schema public from public");
      statement.execute("revoke temporary on database postgres from public");
      statement.execute(SourcesPage.postgresRole("tidings", "secret"));
      return server.getJdbcUrl("tidings", "postgres");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  String slowStatement() {
    return "select cast(pg_sleep(120) as varchar)";
  }

  @AfterAll
  void stop() throws IOException {
    postgres.close();
  }

  @Test
  void aProcessThatIsKilledLeavesAConversationWhole() {
    KilledWriter.leavesAConversationWhole(url(postgres), 0);
  }

  @Test
  void aRestartedServerIsFoundAgain(@TempDir Path folder) throws IOException {
    var builder = EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
    var mortal = start(builder);
    var settings = settings(url(mortal), Duration.ofSeconds(1));
    try (var database = Database.open(settings, Clock.systemUTC())) {
      var conversations = new Conversations(database, Clock.systemUTC());
      var made = conversations.create("alice", Kind.CHAT, "one");

      mortal.close();
      assertThatThrownBy(() -> conversations.find("alice", made.id()))
          .as("the connection that the pool still has is dead, which needs no wait")
          .isInstanceOf(ConversationsUnavailableException.class);
      long start = System.nanoTime();
      assertThatThrownBy(() -> conversations.find("alice", made.id()))
          .isInstanceOf(ConversationsUnavailableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("one wait for a connection, and not one for each try of the provider")
          .isLessThan(settings.timeout().multipliedBy(2));
      // A call meanwhile is refused immediately, and succeeds as soon as the server is up.
      try (var late = Database.open(settings, Clock.systemUTC())) {
        var latecomer = new Conversations(late, Clock.systemUTC());
        assertThatThrownBy(() -> latecomer.create("bob", Kind.CHAT, "two"))
            .isInstanceOf(ConversationsUnavailableException.class);

        try (var again = start(builder.setPort(mortal.getPort()))) {
          assertThat(again.getPort()).isEqualTo(mortal.getPort());
          for (var each : new Conversations[] {conversations, latecomer}) {
            Awaitility.await("the server is found")
                .atMost(Duration.ofSeconds(20))
                .ignoreException(ConversationsUnavailableException.class)
                .untilAsserted(() -> assertThat(each.find("alice", made.id())).contains(made));
          }
        }
      }
    }
  }
}
