package tidings.runs.conversation.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tidings.runs.conversation.ConversationsUnavailableException;

/** JSON objects as text in a column. */
final class JsonColumn {

  /** Stored text of any length must be readable. */
  private static final JsonMapper STORED =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonColumn() {}

  static String write(ObjectNode node) {
    return node.toString();
  }

  static ObjectNode read(String text) {
    try {
      if (STORED.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new ConversationsUnavailableException("a row is not valid JSON", e);
    }
    throw new ConversationsUnavailableException("a row is not a JSON object", null);
  }

  static @Nullable ObjectNode readOrNull(@Nullable String text) {
    return text == null ? null : read(text);
  }

  /** The text that a search matches: the words of a message, not the names of its fields. */
  static String searchable(ObjectNode message) {
    var content = message.path("content");
    if (content.isTextual()) {
      return foldCase(content.textValue());
    }
    var parts = new StringBuilder();
    content.forEach(part -> parts.append(part.path("text").asText("")).append('\n'));
    return foldCase(parts.toString());
  }

  /**
   * Lower case, without characters that PostgreSQL cannot store. The same for the text to search
   * for.
   */
  static String foldCase(String text) {
    return text.replace("\0", "").toLowerCase(Locale.ROOT);
  }
}
