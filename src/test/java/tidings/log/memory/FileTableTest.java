package tidings.log.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.log.LogUnavailableException;

class FileTableTest {

  @TempDir Path folder;

  private final Map<String, String> seen = new ConcurrentHashMap<>();

  private Path path() {
    return folder.resolve("data/revocations");
  }

  private FileTable table() {
    return new FileTable(path(), value -> value.startsWith("over"));
  }

  @Test
  void aValueIsReceivedAtOnceAndAfterARestart() {
    try (var table = table()) {
      assertThat(table.error()).isPresent();
      table.follow(seen::put);
      assertThat(table.error()).isEmpty();
      table.put("user:o'neill = \n ü", "2099");
      table.put("b", "1");
      table.put("b", "2");
    }
    assertThat(seen).isEqualTo(Map.of("user:o'neill = \n ü", "2099", "b", "2"));
    seen.clear();
    try (var table = table()) {
      table.follow(seen::put);
      assertThat(seen).isEqualTo(Map.of("user:o'neill = \n ü", "2099", "b", "2"));
    }
  }

  @Test
  void anExpiredValueIsRemovedAtTheNextChange() throws IOException {
    try (var table = table()) {
      table.follow(seen::put);
      table.put("a", "over");
      table.put("b", "1");
    }
    assertThat(Files.readString(path())).contains("b=1").doesNotContain("a=over");
  }

  @Test
  void whatCannotBeReadIsAnErrorUntilItCanAndIsNotOverwritten() throws IOException {
    Files.createDirectories(path());
    try (var table = table()) {
      table.follow(seen::put);
      assertThat(table.error().orElseThrow()).contains("revocations cannot be read");
      assertThatThrownBy(() -> table.put("a", "1"))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("cannot be read");
      Files.delete(path());
      Files.writeString(path(), "a=1\n");
      await().until(() -> table.error().isEmpty());
      assertThat(seen).isEqualTo(Map.of("a", "1"));
    }
  }

  @Test
  void aFileThatIsNotOfThisFormIsAnError() throws IOException {
    Files.createDirectories(path().getParent());
    Files.writeString(path(), "a=\\u00zz\n");
    try (var table = table()) {
      table.follow(seen::put);
      assertThat(table.error().orElseThrow()).contains("cannot be read");
    }
  }

  @Test
  void whatCannotBeWrittenIsReportedAndLeavesTheFormerValues() throws IOException {
    try (var table = table()) {
      table.follow(seen::put);
      table.put("a", "1");
      Files.createDirectories(folder.resolve("data/revocations.next/in the way"));
      assertThatThrownBy(() -> table.put("b", "2"))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("cannot be written");
      assertThat(seen).isEqualTo(Map.of("a", "1"));
      assertThat(Files.readString(path())).contains("a=1").doesNotContain("b=2");
    }
  }
}
