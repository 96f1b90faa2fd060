package tidings.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;

/** Chunks put together to the {@code chat.completion} that they are the pieces of. */
final class Completion {

  private static final JsonMapper JSON = new JsonMapper();

  private Completion() {}

  /**
   * @param chunks as the model sent them
   */
  static ObjectNode of(List<String> chunks) {
    var whole = JSON.createObjectNode();
    var choices = new TreeMap<Integer, ObjectNode>();
    for (var text : chunks) {
      var chunk = read(text);
      chunk
          .properties()
          .forEach(
              field -> {
                if (!field.getKey().equals("choices") && !field.getValue().isNull()) {
                  whole.set(field.getKey(), field.getValue());
                }
              });
      for (var part : chunk.path("choices")) {
        int index = part.path("index").asInt();
        add(choices.computeIfAbsent(index, Completion::choice), part);
      }
    }
    whole.put("object", "chat.completion");
    whole.putArray("choices").addAll(choices.values());
    return whole;
  }

  private static ObjectNode read(String chunk) {
    try {
      return (ObjectNode) JSON.readTree(chunk);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal has a chunk that is no JSON", e);
    }
  }

  private static ObjectNode choice(int index) {
    var choice = JSON.createObjectNode().put("index", index);
    choice.putObject("message").put("role", "assistant").putNull("content");
    choice.putNull("logprobs").putNull("finish_reason");
    return choice;
  }

  private static void add(ObjectNode choice, JsonNode part) {
    if (!part.path("finish_reason").isMissingNode() && !part.path("finish_reason").isNull()) {
      choice.set("finish_reason", part.path("finish_reason"));
    }
    if (part.path("logprobs").isObject()) {
      var all =
          choice.path("logprobs").isObject()
              ? (ObjectNode) choice.path("logprobs")
              : choice.putObject("logprobs");
      part.path("logprobs")
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isArray()) {
                  all.withArrayProperty(field.getKey()).addAll((ArrayNode) field.getValue());
                }
              });
    }
    var message = (ObjectNode) choice.path("message");
    part.path("delta")
        .properties()
        .forEach(field -> join(message, field.getKey(), field.getValue()));
  }

  /** Text grows, calls grow by their index, anything else is what came last. */
  private static void join(ObjectNode message, String name, JsonNode value) {
    if (name.equals("tool_calls")) {
      var calls = message.withArrayProperty("tool_calls");
      value.forEach(call -> addCall(calls, call));
    } else if (value.isTextual() && !name.equals("role")) {
      message.put(name, message.path(name).asText("") + value.asText());
    } else if (!value.isNull()) {
      message.set(name, value);
    }
  }

  private static void addCall(ArrayNode calls, JsonNode part) {
    int index = part.path("index").asInt(Math.max(0, calls.size() - 1));
    while (calls.size() <= index) {
      calls
          .addObject()
          .put("id", "")
          .put("type", "function")
          .putObject("function")
          .put("name", "")
          .put("arguments", "");
    }
    var call = (ObjectNode) calls.path(index);
    if (part.path("id").isTextual()) {
      call.set("id", part.path("id"));
    }
    var function = (ObjectNode) call.path("function");
    if (part.path("function").path("name").isTextual()) {
      function.set("name", part.path("function").path("name"));
    }
    function.put(
        "arguments",
        function.path("arguments").asText() + part.path("function").path("arguments").asText(""));
  }
}
