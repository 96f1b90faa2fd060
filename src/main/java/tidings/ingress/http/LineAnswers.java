package tidings.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.concurrent.CompletionException;
import tidings.log.Appended;

/** Writes the answer of each line: one line of JSON. Thread-safe. */
final class LineAnswers {

  private static final ObjectWriter JSON = new JsonMapper().writer();

  private final ExceptionMapper<Throwable> problems;

  /**
   * @param problems turns a failure into a response whose entity is the problem
   */
  LineAnswers(ExceptionMapper<Throwable> problems) {
    this.problems = problems;
  }

  /** The answer of a line that the log has. */
  byte[] taken(String id, Appended appended) {
    var line = new StringBuilder(id.length() + 64).append("{\"id\":\"");
    JsonStringEncoder.getInstance().quoteAsString(id, line);
    line.append("\",\"cursor\":\"").append(appended.cursor()).append('"');
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
      return (JSON.writeValueAsString(response.getEntity()) + "\n").getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is not JSON", e);
    }
  }
}
