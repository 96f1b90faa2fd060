package tidings.runs.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;
import tidings.runs.model.MessageAssembler;

/** Joins the chunks of a model into a {@code chat.completion}. */
final class Completion {

  private static final JsonMapper JSON = new JsonMapper();

  private Completion() {}

  /** A choice under construction. */
  private static final class Choice {
    final ObjectNode json;
    final MessageAssembler message = new MessageAssembler();

    Choice(int index) {
      json = JSON.createObjectNode().put("index", index);
      json.putNull("message").putNull("logprobs").putNull("finish_reason");
    }

    void add(JsonNode part) {
      message.add(part.path("delta"));
      for (var field : part.properties()) {
        switch (field.getKey()) {
          case "index", "delta" -> {}
          case "logprobs" -> addLogprobs(field.getValue());
          default -> {
            if (!field.getValue().isNull()) {
              json.set(field.getKey(), field.getValue());
            }
          }
        }
      }
    }

    private void addLogprobs(JsonNode part) {
      if (!part.isObject()) {
        return;
      }
      var all =
          json.get("logprobs") instanceof ObjectNode before ? before : json.putObject("logprobs");
      for (var field : part.properties()) {
        if (field.getValue() instanceof ArrayNode array) {
          all.withArrayProperty(field.getKey()).addAll(array);
        } else if (!all.has(field.getKey())) {
          all.set(field.getKey(), field.getValue());
        }
      }
    }

    ObjectNode whole() {
      var whole = message.message();
      if (!whole.has("refusal")) {
        whole.putNull("refusal");
      }
      json.set("message", whole);
      return json;
    }
  }

  /**
   * @param chunks as the model's port hands them on
   */
  static ObjectNode of(List<String> chunks) {
    var whole = JSON.createObjectNode();
    var choices = new TreeMap<Integer, Choice>();
    for (var text : chunks) {
      var chunk = read(text);
      for (var field : chunk.properties()) {
        if (!field.getKey().equals("choices") && hasContent(field.getValue())) {
          whole.set(field.getKey(), field.getValue());
        }
      }
      for (var part : chunk.path("choices")) {
        choices.computeIfAbsent(part.path("index").asInt(), Choice::new).add(part);
      }
    }
    whole.put("object", "chat.completion");
    whole.putArray("choices").addAll(choices.values().stream().map(Choice::whole).toList());
    return whole;
  }

  /** Some servers leave the head of their first and last chunk empty. */
  private static boolean hasContent(JsonNode value) {
    return !value.isNull() && !(value.isTextual() && value.asText().isEmpty());
  }

  private static ObjectNode read(String chunk) {
    try {
      return (ObjectNode) JSON.readTree(chunk);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal has a chunk that is not valid JSON", e);
    }
  }
}
