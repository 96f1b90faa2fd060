package tidings.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorOutputTest {

  private final Logger logger = Logger.getLogger(ErrorOutput.class.getName());
  private final List<String> logged = new ArrayList<>();
  private final ErrorOutput output = new ErrorOutput("files");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          logged.add(logRecord.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
  }

  @Test
  void lineIsLoggedWithTheServersNameAndWithoutSecrets() {
    output.accept("cannot open https://joe:hush@host/files");
    assertThat(logged).singleElement().asString().contains("files writes: cannot open https://");
    assertThat(logged.getFirst()).doesNotContain("hush");
  }

  @Test
  void lineIsCutAtItsBound() {
    output.accept("x".repeat(ErrorOutput.LENGTH));
    output.accept("x".repeat(ErrorOutput.LENGTH + 1));
    assertThat(logged.get(0)).endsWith("x");
    assertThat(logged.get(1)).endsWith("x…");
  }

  @Test
  void linesBeyondTheBoundAreMentionedOnce() {
    for (int i = 0; i < 3 * ErrorOutput.LINES; i++) {
      output.accept("line " + i);
    }
    assertThat(logged).hasSize(ErrorOutput.LINES + 1);
    assertThat(logged.getLast()).contains("not logged");
  }
}
