package tidings.runs.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidings.runs.loop.Messages;

/**
 * A stored execution: the definitions at its start, and its progress.
 *
 * @param definition the graph's
 * @param subgraphs those it uses, by name
 * @param input the user's input
 * @param progress the progress so far
 */
record GraphExecution(
    ObjectNode definition, Map<String, ObjectNode> subgraphs, String input, Progress progress) {

  /** A new execution; {@link #subgraphs} is filled while the definition is read. */
  static GraphExecution begin(ObjectNode definition, String input) {
    return new GraphExecution(definition, new LinkedHashMap<>(), input, new Progress());
  }

  /** The execution that a round holds; empty if it holds none. */
  static Optional<GraphExecution> of(ObjectNode detail) {
    if (!(detail.path("definition") instanceof ObjectNode definition)) {
      return Optional.empty();
    }
    var subgraphs = new LinkedHashMap<String, ObjectNode>();
    for (Map.Entry<String, JsonNode> field : detail.path("subgraphs").properties()) {
      subgraphs.put(field.getKey(), (ObjectNode) field.getValue());
    }
    return Optional.of(
        new GraphExecution(
            definition,
            subgraphs,
            detail.path("input").asText(),
            Progress.of(detail.path("checkpoint"))));
  }

  /** Looks subgraphs up, and stores the results. */
  Function<String, Optional<ObjectNode>> remembering(
      Function<String, Optional<ObjectNode>> definitions) {
    return name -> {
      var known = Optional.ofNullable(subgraphs.get(name)).or(() -> definitions.apply(name));
      known.ifPresent(definition -> subgraphs.put(name, definition));
      return known;
    };
  }

  ObjectNode json() {
    var json = Messages.object();
    json.set("definition", definition);
    json.set("subgraphs", Messages.tree(subgraphs));
    return json.put("input", input);
  }
}
