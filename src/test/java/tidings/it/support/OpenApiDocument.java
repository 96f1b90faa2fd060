package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server's description of itself, to compare answers with. Stricter than a client should be:
 * every part of an answer must be described, unless the schema allows additional ones. The
 * validator is the one that comes with the MCP SDK.
 */
public final class OpenApiDocument {

  private static final String SCHEMAS = "#/components/schemas/";
  private static final String ID = "urn:tidings:openapi";

  private final JsonNode document;
  private final SchemaRegistry registry;

  private OpenApiDocument(JsonNode document) {
    this.document = document;
    registry =
        SchemaRegistry.withDefaultDialect(
            Dialects.getDraft202012(),
            builder ->
                builder
                    .schemas(Map.of(ID, document.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  public static OpenApiDocument of(String json) {
    // A part of it can then be read on its own.
    var document = Json.read(json.replace("\"" + SCHEMAS, "\"" + ID + SCHEMAS));
    close(document, extended(document));
    return new OpenApiDocument(document);
  }

  /**
   * Schemas that others extend by {@code allOf}, and that therefore cannot be closed themselves.
   */
  private static Set<JsonNode> extended(JsonNode document) {
    Set<JsonNode> extended = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var schema : document.at("/components/schemas")) {
      for (var part : schema.path("allOf")) {
        var name = part.path("$ref").asText().substring((ID + SCHEMAS).length());
        extended.add(document.at("/components/schemas").path(name));
      }
    }
    return extended;
  }

  private static void close(JsonNode node, Set<JsonNode> extended) {
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")
        && !extended.contains(object)) {
      object.put("unevaluatedProperties", false);
    }
    node.forEach(child -> close(child, extended));
  }

  /** All operations, as {@code GET /api/runs/{id}}. */
  public Set<String> operations() {
    var operations = new TreeSet<String>();
    for (var path : document.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** Differences between this answer to the operation and the document; empty if there are none. */
  public List<String> faults(String operation, Answer answer) {
    int space = operation.indexOf(' ');
    var verb = operation.substring(0, space).toLowerCase(Locale.ROOT);
    var responses =
        document.get("paths").path(operation.substring(space + 1)).path(verb).path("responses");
    var status = String.valueOf(answer.status());
    var response =
        resolved(
            responses.has(status) ? responses.get(status) : responses.path("4XX"), "responses");
    if (response.isMissingNode()) {
      return List.of("status " + status);
    }
    var faults = new ArrayList<String>();
    for (var header : response.path("headers").properties()) {
      if (answer.header(header.getKey()).isEmpty()) {
        faults.add("no header " + header.getKey());
      }
    }
    faults.addAll(faultsOfBody(response.path("content"), answer));
    return faults;
  }

  private List<String> faultsOfBody(JsonNode content, Answer answer) {
    if (content.isMissingNode()) {
      return answer.body().isEmpty() ? List.of() : List.of("a body: " + answer.body());
    }
    var type = answer.header("Content-Type").replaceFirst(";.*", "");
    var schema = content.path(type).path("schema");
    if (schema.isMissingNode()) {
      return List.of("content type " + type);
    }
    return type.endsWith("json") ? against(schema, Json.read(answer.body())) : List.of();
  }

  private JsonNode resolved(JsonNode node, String kind) {
    var reference = node.path("$ref").asText();
    return reference.isEmpty()
        ? node
        : document.path("components").path(kind).path(reference.replaceFirst(".*/", ""));
  }

  /** Differences between a value and the schema of this name. */
  public List<String> faultsOf(String schema, JsonNode value) {
    return against(document.at("/components/schemas").path(schema), value);
  }

  private List<String> against(JsonNode schema, JsonNode value) {
    return registry.getSchema(schema).validate(value).stream()
        .map(error -> error + " in " + value)
        .toList();
  }
}
