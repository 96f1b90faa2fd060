package tidings.runs.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Fields of a message that are no part of OpenAI's form and that the model which wrote them wants
 * back: its reasoning, or signatures of it. They are kept in the message under {@value #KEPT},
 * together with the model's name, and go back to that model alone; those of a tool call stay in the
 * call. Pure functions.
 *
 * @see <a href="https://api-docs.deepseek.com/guides/thinking_mode#tool-calls">DeepSeek, thinking
 *     mode: {@code reasoning_content} of turns with tool calls has to be passed back</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Gemini, thought
 *     signatures</a>
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter, preserving
 *     reasoning blocks</a>
 */
final class ModelFields {

  /** Name of the field of a stored message that contains them. */
  static final String KEPT = "model_fields";

  private static final String MODEL = "model";
  private static final String FIELDS = "fields";
  private static final String REASONING_FIELD = "reasoning_field";

  /** Field names that servers use for the reasoning's text. */
  private static final List<String> REASONING =
      List.of("reasoning_content", "reasoning", "thinking");

  /** Fields that are not sent back: OpenAI's own, and those that are output only. */
  private static final Set<String> NOT_KEPT =
      Set.of(
          "role",
          "content",
          "refusal",
          "tool_calls",
          "function_call",
          "annotations",
          "audio",
          "images",
          "content_parts",
          "citations",
          "token_ids");

  private static final Set<String> OF_CALLS = Set.of("id", "type", "function", "custom");

  private ModelFields() {}

  /** The reasoning's text in a delta, under any of these names; empty if there is none. */
  static String reasoning(JsonNode delta) {
    for (var field : REASONING) {
      var text = delta.path(field);
      if (text.isTextual() && !text.asText().isEmpty()) {
        return text.asText();
      }
    }
    return "";
  }

  /**
   * Stores the fields that the model must receive again.
   *
   * @param whole the message as the model wrote it
   * @param stored the stored message, which is extended
   */
  static void store(ObjectNode whole, String model, ObjectNode stored) {
    var reasoning = stored.path("reasoning_content").asText("");
    var kept = Messages.object().put(MODEL, model);
    var fields = Messages.object();
    for (var field : whole.properties()) {
      var name = field.getKey();
      if (NOT_KEPT.contains(name)) {
        continue;
      }
      if (REASONING.contains(name) && field.getValue().asText().equals(reasoning)) {
        kept.withArrayProperty(REASONING_FIELD).add(name); // its text is stored already
      } else {
        fields.set(name, field.getValue());
      }
    }
    if (!fields.isEmpty()) {
      kept.set(FIELDS, fields);
    }
    if (kept.size() > 1 || hasOwn(whole.path("tool_calls"))) {
      stored.set(KEPT, kept);
    }
  }

  private static boolean hasOwn(JsonNode calls) {
    for (var call : calls) {
      for (var field : call.properties()) {
        if (!OF_CALLS.contains(field.getKey())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Restores the stored fields if the model is the one that wrote them; otherwise removes them from
   * the tool calls.
   *
   * @param stored the stored message
   * @param message the message to be sent, which is changed
   */
  static void restore(ObjectNode stored, String model, ObjectNode message) {
    var kept = stored.path(KEPT);
    if (!kept.path(MODEL).asText().equals(model)) {
      for (var call : message.path("tool_calls")) {
        if (call instanceof ObjectNode each) {
          each.retain(OF_CALLS);
        }
      }
      return;
    }
    for (var name : kept.path(REASONING_FIELD)) {
      message.put(name.asText(), stored.path("reasoning_content").asText(""));
    }
    if (kept.get(FIELDS) instanceof ObjectNode fields) {
      message.setAll(fields.deepCopy());
    }
  }
}
