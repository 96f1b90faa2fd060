package tidings.conversation;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** On H2 in a file, as a server has it that nothing was installed for. */
class H2ConversationsTest extends ConversationsContract {

  @TempDir static Path folder;

  @Override
  DatabaseSettings settings() {
    return new DatabaseSettings(
        "jdbc:h2:file:" + folder.resolve("conversations").toAbsolutePath(),
        null,
        null,
        5,
        Duration.ofSeconds(5),
        "node");
  }
}
