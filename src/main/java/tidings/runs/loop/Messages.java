package tidings.runs.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Messages in OpenAI's form. Pure functions. */
public final class Messages {

  static final JsonMapper JSON = new JsonMapper();

  private Messages() {}

  /** An empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Reads an object that this code wrote. */
  static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** Plain Java as JSON. */
  public static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  public static ObjectNode system(String text) {
    return message("system", text);
  }

  public static ObjectNode user(String text) {
    return message("user", text);
  }

  public static ObjectNode assistant(String text) {
    return message("assistant", text);
  }

  private static ObjectNode message(String role, String text) {
    return JSON.createObjectNode().put("role", role).put("content", text);
  }

  static ObjectNode tool(String callId, String content) {
    return message("tool", content).put("tool_call_id", callId);
  }

  /** The message for any model: additional stored fields, such as its reasoning, are removed. */
  public static ObjectNode forModel(ObjectNode stored) {
    return forModel(stored, "");
  }

  /**
   * The message for one model.
   *
   * @param model the model that receives the fields it wrote outside of OpenAI's format; empty:
   *     none
   */
  static ObjectNode forModel(ObjectNode stored, String model) {
    var message = stored.deepCopy();
    message.remove(List.of("reasoning_content", "node_name", "is_error", ModelFields.KEPT));
    ModelFields.restore(stored, model, message);
    if (!message.path("tool_calls").isEmpty() && message.path("content").asText().isEmpty()) {
      message.putNull("content"); // some servers refuse an empty text beside calls
    }
    return message;
  }
}
