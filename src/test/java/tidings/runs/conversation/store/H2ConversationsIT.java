package tidings.runs.conversation.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.platform.database.DatabaseSettings;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Kind;

/** On H2 in a file, the database of a server without any configuration. */
class H2ConversationsIT extends ConversationsContract {

  /** The default of H2: a commit reaches the file within half a second. */
  private static final long WRITE_DELAY = 500;

  @TempDir static Path folder;

  @Override
  DatabaseSettings settings() {
    return settings(url("contract"), Duration.ofSeconds(30));
  }

  @Override
  String slowStatement() {
    return "select sum(x * 2) from system_range(1, 100000000000)";
  }

  private static DatabaseSettings settings(String url, Duration timeout) {
    return new DatabaseSettings(url, null, null, 5, timeout, "node");
  }

  private static String url(String name) {
    return "jdbc:h2:file:" + folder.resolve(name).toAbsolutePath() + ";LOCK_TIMEOUT=10000";
  }

  @Test
  void aProcessThatIsKilledLeavesAConversationWhole() {
    KilledWriter.leavesAConversationWhole(url("killed"), 2 * WRITE_DELAY);
  }

  /**
   * Two servers on one folder, for example: the second is refused, and admitted when the first has
   * stopped.
   */
  @Test
  void aFileIsOpenedByOneAndTheNextWaitsForIt() {
    var settings = settings(url("shared"), Duration.ofSeconds(20));
    var first = Database.open(settings, Clock.systemUTC());
    var made = new Conversations(first, Clock.systemUTC()).create("alice", Kind.CHAT, "one");
    // Embedded in one process H2 would share an open database; under another name it does not.
    var same = settings(url("shared").replace("h2:file:", "h2:async:"), Duration.ofMillis(300));
    try (var second = Database.open(same, Clock.systemUTC())) {
      var conversations = new Conversations(second, Clock.systemUTC());
      assertThatThrownBy(() -> conversations.find("alice", made.id()))
          .isInstanceOf(ConversationsUnavailableException.class);
      first.close();
      Awaitility.await("the file is free")
          .atMost(Duration.ofSeconds(20))
          .ignoreException(ConversationsUnavailableException.class)
          .untilAsserted(() -> assertThat(conversations.find("alice", made.id())).contains(made));
    }
  }
}
