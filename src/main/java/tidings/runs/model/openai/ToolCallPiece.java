package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a tool call: read wherever a server puts its content, and written in OpenAI's form.
 * There each call has an {@code index} of its own, counted from 0 in the order of appearance; id,
 * type and name are in its first piece alone; arguments are text, which some servers send as an
 * object.
 *
 * @param json the piece as it came; writing changes it
 * @param index null: none was sent
 */
record ToolCallPiece(ObjectNode json, @Nullable Long index, String id, String name, String text) {

  private static final JsonMapper JSON = new JsonMapper();

  static ToolCallPiece of(ObjectNode json) {
    var body = json.path("function").isObject() ? json.path("function") : json;
    return new ToolCallPiece(
        json, index(json), text(json, "id"), text(body, "name"), arguments(body.get("arguments")));
  }

  /** One that no server sent. */
  static ToolCallPiece empty() {
    return of(JSON.createObjectNode());
  }

  private static @Nullable Long index(JsonNode json) {
    var index = json.path("index");
    return index.isIntegralNumber() || index.asText().matches("[0-9]{1,18}")
        ? (Long) index.asLong()
        : null;
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).isTextual() ? json.path(field).asText() : "";
  }

  private static String arguments(@Nullable JsonNode arguments) {
    if (arguments == null || arguments.isNull()) {
      return "";
    }
    return arguments.isTextual() ? arguments.asText() : arguments.toString();
  }

  /** Whether it has fields that are not of OpenAI's form. */
  boolean hasMore() {
    for (var field : json.properties()) {
      switch (field.getKey()) {
        case "index", "id", "type", "function", "name", "arguments" -> {}
        default -> {
          if (!field.getValue().isNull()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** It as the first piece of a call. */
  ObjectNode first(int position, String callId, String callName, String arguments) {
    json.put("index", position).put("id", callId);
    if (!json.path("type").isTextual() || json.path("type").asText().isBlank()) {
      json.put("type", "function");
    }
    function().put("name", callName).put("arguments", arguments);
    return json;
  }

  /** It as a piece that follows others of its call. */
  ObjectNode later(int position, String arguments) {
    json.put("index", position);
    json.remove(List.of("id", "type"));
    function().put("arguments", arguments).remove("name");
    return json;
  }

  private ObjectNode function() {
    if (json.get("function") instanceof ObjectNode function) {
      return function;
    }
    json.remove(List.of("name", "arguments"));
    return json.putObject("function");
  }
}
