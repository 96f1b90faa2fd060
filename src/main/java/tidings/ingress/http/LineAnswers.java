package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.concurrent.CompletionException;
import tidings.event.codec.AnswerJson;
import tidings.log.Appended;

/** Writes the answer of each line: one line of JSON. Thread-safe. */
final class LineAnswers {

  private final ExceptionMapper<Throwable> problems;

  /**
   * @param problems turns a failure into a response whose entity is the problem
   */
  LineAnswers(ExceptionMapper<Throwable> problems) {
    this.problems = problems;
  }

  /** The answer of a line that the log has. */
  byte[] taken(String id, Appended appended) {
    var line = new StringBuilder(id.length() + 64).append("{\"id\":");
    AnswerJson.quote(id, line);
    line.append(",\"cursor\":\"").append(appended.cursor()).append('"');
    if (appended.accepted() == 0) {
      line.append(",\"duplicate\":true");
    }
    return line.append("}\n").toString().getBytes(UTF_8);
  }

  /** The answer of a line that is not published. */
  byte[] problem(Throwable failure) {
    var known =
        failure instanceof CompletionException wrapper && wrapper.getCause() != null
            ? wrapper.getCause()
            : failure;
    try (var response = problems.toResponse(known)) {
      return (AnswerJson.line(response.getEntity()) + "\n").getBytes(UTF_8);
    }
  }
}
