package tidings.runs.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Values of chunks in the types that OpenAI's clients in typed languages require: ids are texts,
 * times and counts whole numbers. Pure functions.
 */
final class ChunkValues {

  private ChunkValues() {}

  /** Corrects the fields at the head of a chunk that have a wrong type. */
  static void correct(ObjectNode chunk) {
    var created = chunk.path("created");
    if (isNumber(created) && !created.isIntegralNumber()) {
      chunk.put("created", (long) created.asDouble());
    }
    for (var field : new String[] {"id", "model", "system_fingerprint"}) {
      if (chunk.path(field).isNumber()) {
        chunk.put(field, chunk.get(field).asText());
      }
    }
  }

  /** Corrects counts that are text or have a fraction, including those of the details. */
  static void correctCounts(ObjectNode usage) {
    for (var field : usage.properties()) {
      var value = field.getValue();
      if (value instanceof ObjectNode details) {
        correctCounts(details);
      } else if (field.getKey().endsWith("_tokens")
          && isNumber(value)
          && !value.isIntegralNumber()) {
        field.setValue(JsonNodeFactory.instance.numberNode((long) value.asDouble()));
      }
    }
  }

  private static boolean isNumber(JsonNode value) {
    return value.isNumber()
        || (value.isTextual() && value.asText().matches("[0-9]{1,15}([.][0-9]{1,9})?"));
  }
}
