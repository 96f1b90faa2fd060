package tidings.runs.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import tidings.event.codec.Faults;

/** Reads a graph from JSON, and collects the faults of its form. One thread. */
final class GraphReader {

  private static final String NAME = "[A-Za-z0-9_-]{1,64}";

  private final Faults faults;
  private final List<String> places = new ArrayList<>();

  GraphReader(Faults faults) {
    this.faults = faults;
  }

  /** The path of each of the graph's nodes, as faults name it. */
  List<String> nodePaths() {
    return places;
  }

  Graph graph(ObjectNode json) {
    var name = required(json, "", "name");
    if (!name.isEmpty() && !name.matches(NAME)) {
      fault("name", "must be 1 to 64 of A-Z a-z 0-9 _ -");
    }
    var nodes = new ArrayList<Node>();
    var listed = json.path("nodes");
    if (!listed.isArray() || listed.isEmpty()) {
      fault("nodes", "must be an array of at least one node");
    }
    if (listed.size() > Graph.MAX_NODES) {
      fault("nodes", "are more than " + Graph.MAX_NODES);
    }
    for (int i = 0; i < Math.min(listed.size(), Graph.MAX_NODES); i++) {
      if (listed.path(i) instanceof ObjectNode node) {
        var at = "nodes[" + i + "].";
        nodes.add(node(node, at));
        places.add(at);
      } else {
        fault("nodes[" + i + "]", "must be an object");
      }
    }
    return new Graph(name, text(json, "", "description"), nodes, text(json, "", "end_template"));
  }

  private Node node(ObjectNode json, String at) {
    var name = required(json, at, "name");
    if (!name.isEmpty()
        && (!name.matches(NAME) || name.equals(Node.START) || name.equals(Node.END))) {
      fault(at + "name", "must be 1 to 64 of A-Z a-z 0-9 _ -, and not 'start' or 'end'");
    }
    boolean isSubgraph = flag(json, at, "is_subgraph", false);
    return new Node(
        name,
        isSubgraph ? "" : required(json, at, "model_name"),
        texts(json, at, "mcp_servers"),
        new Node.Prompts(text(json, at, "system_prompt"), text(json, at, "user_prompt")),
        new Node.Edges(
            texts(json, at, "input_nodes"), texts(json, at, "output_nodes"), handoffs(json, at)),
        new Node.Outputs(
            flag(json, at, "global_output", false),
            texts(json, at, "context"),
            contextLast(json, at),
            flag(json, at, "output_enabled", true)),
        isSubgraph ? required(json, at, "subgraph_name") : "");
  }

  private int handoffs(ObjectNode json, String at) {
    var value = json.path("handoffs");
    if (isAbsent(value)) {
      return 0;
    }
    if (!value.isInt() || value.asInt() < 0 || value.asInt() > 100) {
      fault(at + "handoffs", "must be a whole number from 0 to 100");
    }
    return value.asInt();
  }

  private int contextLast(ObjectNode json, String at) {
    var value = json.path("context_mode");
    if (isAbsent(value) || value.asText().equals("all")) {
      return 0;
    }
    if (!value.asText().matches("[1-9][0-9]{0,3}")) {
      fault(at + "context_mode", "must be 'all' or a number from 1");
      return 0;
    }
    return value.asInt();
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private String required(ObjectNode json, String at, String field) {
    var value = text(json, at, field);
    if (value.isBlank() && !faults.has(at + field)) {
      fault(at + field, "must be a text that is not empty");
    }
    return value;
  }

  private String text(ObjectNode json, String at, String field) {
    var value = json.path(field);
    if (isAbsent(value)) {
      return "";
    }
    if (!value.isTextual()) {
      fault(at + field, "must be a text");
    }
    return value.asText();
  }

  private List<String> texts(ObjectNode json, String at, String field) {
    var value = json.path(field);
    var texts = new ArrayList<String>();
    if (isAbsent(value)) {
      return texts;
    }
    if (!value.isArray()) {
      fault(at + field, "must be an array of texts");
    }
    if (value.size() > Graph.MAX_NODES) {
      fault(at + field, "has more than " + Graph.MAX_NODES + " names");
      return texts;
    }
    for (var text : value) {
      if (text.isTextual()) {
        texts.add(text.asText());
      } else {
        fault(at + field, "must be an array of texts");
      }
    }
    return texts;
  }

  private boolean flag(ObjectNode json, String at, String field, boolean otherwise) {
    var value = json.path(field);
    if (!isAbsent(value) && !value.isBoolean()) {
      fault(at + field, "must be true or false");
    }
    return value.asBoolean(otherwise);
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
