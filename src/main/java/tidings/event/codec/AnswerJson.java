package tidings.event.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Writes JSON of answers that no resource returns. Thread-safe. */
public final class AnswerJson {

  private static final ObjectWriter JSON = new JsonMapper().writer();

  private AnswerJson() {}

  /** Appends a text as a JSON string, with its quotes. */
  public static void quote(String text, StringBuilder to) {
    to.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, to);
    to.append('"');
  }

  /**
   * A value in one line.
   *
   * @param value of maps, lists, texts and numbers
   */
  public static String line(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value of JSON", e);
    }
  }
}
