package tidings.runs.tool;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes the JSON Schema of a tool's arguments. */
public final class Schema {

  private static final JsonMapper JSON = new JsonMapper();

  private final ObjectNode schema = JSON.createObjectNode().put("type", "object");

  private Schema() {
    schema.putObject("properties");
    schema.putArray("required");
    schema.put("additionalProperties", false);
  }

  public static Schema object() {
    return new Schema();
  }

  /** Adds a required property. */
  public Schema required(String name, String type, String description, String example) {
    schema.withArrayProperty("required").add(name);
    return optional(name, type, description, example);
  }

  public Schema optional(String name, String type, String description, String example) {
    var property = schema.withObjectProperty("properties").putObject(name);
    property.put("type", type).put("description", description);
    property.putArray("examples").add(example);
    return this;
  }

  public ObjectNode json() {
    return schema.deepCopy();
  }

  /**
   * A text among the arguments.
   *
   * @throws ToolException if it is missing, or not a text
   */
  public static String text(ObjectNode arguments, String name) {
    var value = arguments.path(name);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new ToolException("'" + name + "' must be a text");
    }
    return value.asText();
  }
}
