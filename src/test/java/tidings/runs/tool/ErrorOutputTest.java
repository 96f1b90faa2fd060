package tidings.runs.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.it.support.CapturedLog;

class ErrorOutputTest {

  @RegisterExtension private final CapturedLog log = CapturedLog.of(ErrorOutput.class);
  private final ErrorOutput output = new ErrorOutput("files");

  @Test
  void lineIsLoggedWithTheServersNameAndWithoutSecrets() {
    output.accept("cannot open https://joe:hush@host/files");
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains("files writes: cannot open https://");
    assertThat(log.messages().getFirst()).doesNotContain("hush");
  }

  @Test
  void lineIsCutAtItsBound() {
    output.accept("x".repeat(ErrorOutput.LENGTH));
    output.accept("x".repeat(ErrorOutput.LENGTH + 1));
    assertThat(log.messages().get(0)).endsWith("x");
    assertThat(log.messages().get(1)).endsWith("x…");
  }

  @Test
  void linesBeyondTheBoundAreMentionedOnce() {
    for (int i = 0; i < 3 * ErrorOutput.LINES; i++) {
      output.accept("line " + i);
    }
    assertThat(log.messages()).hasSize(ErrorOutput.LINES + 1);
    assertThat(log.messages().getLast()).contains("not logged");
  }
}
