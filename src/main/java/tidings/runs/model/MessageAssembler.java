package tidings.runs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Joins the deltas of one choice, as a {@link LanguageModel} hands them on, into the complete
 * message. Fields that OpenAI does not have are joined, too: texts are appended, details are merged
 * by their index. Not thread-safe.
 */
public final class MessageAssembler {

  private static final JsonMapper JSON = new JsonMapper();

  /** Texts inside of objects that arrive in pieces; other texts there arrive whole. */
  private static final Set<String> GROWING =
      Set.of("arguments", "text", "summary", "data", "transcript", "thinking");

  private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
  private final ObjectNode others = JSON.createObjectNode();
  private final ArrayNode toolCalls = JSON.createArrayNode();
  private final Map<Integer, StringBuilder> arguments = new LinkedHashMap<>();

  /**
   * Adds the next delta, and keeps no reference to it.
   *
   * @throws ModelException if it has more fields or tool calls than any model sends
   */
  public void add(JsonNode delta) {
    for (var field : delta.properties()) {
      var value = field.getValue();
      switch (field.getKey()) {
        case "role" -> {}
        case "tool_calls" -> value.forEach(this::addCall);
        default -> {
          AnswerLimits.require(
              texts.size() + others.size(), AnswerLimits.FIELDS, "fields of a message");
          if (value.isTextual()) {
            texts.computeIfAbsent(field.getKey(), _ -> new StringBuilder()).append(value.asText());
          } else if (!value.isNull()) {
            others.set(field.getKey(), join(others.path(field.getKey()), value));
          }
        }
      }
    }
  }

  private void addCall(JsonNode piece) {
    long index = piece.path("index").asLong();
    if (index < 0 || index >= AnswerLimits.TOOL_CALLS) {
      throw ModelException.invalidAnswer("the model sent a tool call with the index " + index);
    }
    addCall((int) index, piece);
  }

  private void addCall(int index, JsonNode piece) {
    while (toolCalls.size() <= index) {
      toolCalls.addObject();
    }
    var call = (ObjectNode) toolCalls.get(index);
    for (var field : piece.properties()) {
      switch (field.getKey()) {
        case "index" -> {}
        case "function" -> addFunction(call, index, field.getValue());
        default -> {
          if (!field.getValue().isNull()) {
            call.set(field.getKey(), join(call.path(field.getKey()), field.getValue()));
          }
        }
      }
    }
  }

  private void addFunction(ObjectNode call, int index, JsonNode piece) {
    var function = call.withObjectProperty("function");
    if (piece.hasNonNull("name")) {
      function.set("name", piece.get("name"));
    }
    var text = arguments.computeIfAbsent(index, _ -> new StringBuilder());
    text.append(piece.path("arguments").asText(""));
    AnswerLimits.require(
        text.length(), AnswerLimits.ARGUMENTS, "characters of arguments for a tool");
  }

  private static JsonNode join(JsonNode before, JsonNode value) {
    if (before instanceof ObjectNode object && value.isObject()) {
      for (var field : value.properties()) {
        var old = object.path(field.getKey());
        if (GROWING.contains(field.getKey()) && old.isTextual() && field.getValue().isTextual()) {
          object.put(field.getKey(), old.asText() + field.getValue().asText());
        } else if (!field.getValue().isNull() || old.isMissingNode()) {
          object.set(field.getKey(), join(old, field.getValue()));
        }
      }
      return object;
    }
    if (before instanceof ArrayNode array && value.isArray()) {
      value.forEach(element -> addElement(array, element));
      return array;
    }
    return value.deepCopy();
  }

  /** An element with the index and the type of the last one is its next piece. */
  private static void addElement(ArrayNode array, JsonNode element) {
    var last = array.path(array.size() - 1);
    if (last.isObject()
        && element.has("index")
        && element.get("index").equals(last.get("index"))
        && element.path("type").equals(last.path("type"))) {
      var _ = join(last, element);
    } else {
      array.add(element.deepCopy());
    }
  }

  /** Whether the message has no content yet. */
  public boolean isEmpty() {
    return toolCalls.isEmpty()
        && others.isEmpty()
        && texts.values().stream().allMatch(StringBuilder::isEmpty);
  }

  /** A text so far; empty if there is none. */
  public String text(String field) {
    var text = texts.get(field);
    return text == null ? "" : text.toString();
  }

  /**
   * The message so far: {@code role}, {@code content} (null if there is none), then the other
   * fields, {@code tool_calls} last.
   */
  public ObjectNode message() {
    var message = JSON.createObjectNode().put("role", "assistant");
    var content = text("content");
    message.put("content", content.isEmpty() ? null : content);
    texts.forEach(
        (field, text) -> {
          if (!field.equals("content")) {
            message.put(field, text.toString());
          }
        });
    message.setAll(others.deepCopy());
    if (!toolCalls.isEmpty()) {
      var calls = toolCalls.deepCopy();
      arguments.forEach(
          (index, text) ->
              ((ObjectNode) calls.get(index))
                  .withObjectProperty("function")
                  .put("arguments", text.toString()));
      message.set("tool_calls", calls);
    }
    return message;
  }
}
