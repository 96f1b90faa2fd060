package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "npx -y  @acme/files                | npx;-y;@acme/files",
        "`\"/opt/my tools/files\" --all`     | /opt/my tools/files;--all",
        "`files '/srv/a \"b\" c'`            | `files;/srv/a \"b\" c`",
        "`files --root=\"/srv/shared files\"` | files;--root=/srv/shared files",
        "`files \"it's\"`                    | `files;it's`",
        "`files \"\"`                        | files;",
        "C:\\tools\\files.exe C:\\data       | C:\\tools\\files.exe;C:\\data",
        "`files '$HOME' a\\ b`               | files;$HOME;a\\;b",
      })
  void commandIsSplitAtSpacesOutsideQuotes(String command, String words) {
    var server = McpSettings.Server.of("files=stdio:" + command);
    assertThat(server.isProcess()).isTrue();
    assertThat(server.command()).isEqualTo(List.of(words.split(";", -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"/opt/my tools/files", "files 'a", "files it's"})
  void quoteThatIsNotClosedIsRefused(String command) {
    assertThatThrownBy(() -> McpSettings.Server.of("files=stdio:" + command))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has a quote that is not closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "'' files"})
  void emptyCommandIsRefused(String command) {
    assertThatThrownBy(() -> McpSettings.Server.of("files=stdio:" + command))
        .hasMessageContaining("names no command");
  }

  @Test
  void addressOfHttpIsNoProcess() {
    assertThat(McpSettings.Server.of("a=https://host/mcp").isProcess()).isFalse();
  }
}
