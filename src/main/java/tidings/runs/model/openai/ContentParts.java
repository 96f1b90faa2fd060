package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Converts content that is a list of parts, as some servers send it, to texts. */
final class ContentParts {

  /** The field for parts that are not text, so that they are not lost. */
  private static final String OTHERS = "content_parts";

  private ContentParts() {}

  /**
   * Replaces the parts of a delta: texts become {@code content}, thoughts {@code
   * reasoning_content}, refusals {@code refusal}; all others go to {@code content_parts}.
   */
  static void flatten(ObjectNode delta) {
    var content = delta.remove("content");
    if (content.isObject()) {
      add(delta, content);
    } else {
      content.forEach(part -> add(delta, part));
    }
  }

  private static void add(ObjectNode delta, JsonNode part) {
    if (part.isTextual()) {
      append(delta, "content", part.asText());
      return;
    }
    switch (part.path("type").asText()) {
      case "text", "output_text", "" -> append(delta, "content", text(part.path("text")));
      case "thinking" -> append(delta, "reasoning_content", text(part.path("thinking")));
      case "reasoning" -> append(delta, "reasoning_content", text(part.path("text")));
      case "refusal" -> append(delta, "refusal", text(part.path("refusal")));
      default -> delta.withArrayProperty(OTHERS).add(part);
    }
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.isObject() ? text(value.path("text")) : value.asText("");
    }
    var text = new StringBuilder();
    value.forEach(part -> text.append(part.isTextual() ? part.asText() : text(part.path("text"))));
    return text.toString();
  }

  private static void append(ObjectNode delta, String field, String text) {
    var before = delta.path(field).isTextual() ? delta.path(field).asText() : "";
    delta.put(field, before + text);
  }
}
