package tidings.runs.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tidings.event.codec.Faults;

/** Finds faults between the nodes of one graph. One thread. */
final class GraphCheck {

  private final Graph graph;
  private final List<String> where;
  private final Faults faults;
  private final Set<String> names = new HashSet<>();
  private final Set<String> subgraphs = new HashSet<>();

  /** Fields with a fault of form: their intended value is unknown. */
  private final Set<String> unreadable = new HashSet<>();

  private GraphCheck(Graph graph, List<String> where, Faults faults) {
    this.graph = graph;
    this.where = where;
    this.faults = faults;
    faults.list().forEach(fault -> unreadable.add(fault.field()));
  }

  /**
   * The readable part of the graph.
   *
   * @param faults receives all faults of form, and those between nodes
   */
  static Graph read(ObjectNode json, Faults faults) {
    var reader = new GraphReader(faults);
    var graph = reader.graph(json);
    new GraphCheck(graph, reader.nodePaths(), faults).check();
    return graph;
  }

  private void check() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      var node = graph.nodes().get(i);
      if (!names.add(node.name()) && !node.name().isBlank()) {
        fault(where.get(i) + "name", "'" + node.name() + "' is defined twice");
      }
      if (node.isSubgraph()) {
        subgraphs.add(node.name());
      }
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      check(graph.nodes().get(i), where.get(i));
    }
    checkPlaceholders(graph.endTemplate(), "end_template");
  }

  private void check(Node node, String at) {
    requireKnown(node.inputs(), at + "input_nodes", Node.START);
    requireKnown(node.outputs(), at + "output_nodes", Node.END);
    requireKnown(node.context(), at + "context", "");
    checkOwnOutput(node, node.inputs(), at + "input_nodes");
    if (!node.handsOver()) {
      checkOwnOutput(node, node.outputs(), at + "output_nodes");
    }
    if (node.handsOver()) {
      checkHandoffs(node, at);
    }
    for (var other : node.context()) {
      if (graph.nodes().stream().anyMatch(it -> it.name().equals(other) && !it.globalOutput())) {
        fault(at + "context", "'" + other + "' stores no outputs: set its global_output");
      }
    }
    checkPlaceholders(node.userPrompt(), at + "user_prompt");
    checkPlaceholders(node.systemPrompt(), at + "system_prompt");
    if (!node.isSubgraph()
        && node.userPrompt().isBlank()
        && node.inputs().isEmpty()
        && Stream.of("user_prompt", "input_nodes", "subgraph_name")
            .noneMatch(field -> unreadable.contains(at + field))) {
      fault(at + "user_prompt", "is required, because the node has no input");
    }
  }

  /**
   * The level of a node in a subgraph follows from the data that leads to it: a handoff does not
   * count.
   */
  private void checkHandoffs(Node node, String at) {
    if (node.isSubgraph()) {
      fault(at + "handoffs", "cannot be set: a subgraph does not hand off");
    } else if (node.outputs().stream().allMatch(Node.END::equals)
        && !unreadable.contains(at + "output_nodes")) {
      fault(at + "output_nodes", "must name a node to hand off to");
    }
    for (var output : node.outputs()) {
      if (subgraphs.contains(output)) {
        fault(at + "output_nodes", "'" + output + "' is a subgraph, which takes no handoff");
      }
    }
  }

  private void checkOwnOutput(Node node, List<String> listed, String field) {
    if (listed.contains(node.name())) {
      fault(field, "'" + node.name() + "' receives its own output");
    }
  }

  private void requireKnown(List<String> listed, String field, String alsoKnown) {
    for (var name : listed) {
      requireKnown(name, field, alsoKnown);
    }
  }

  private void requireKnown(String name, String field, String alsoKnown) {
    if (!names.contains(name) && !name.equals(alsoKnown) && !unreadable.contains("nodes")) {
      fault(field, "unknown node '" + name + "'");
    }
  }

  /**
   * Braces may be text, such as JSON: only a placeholder that looks like the name of a node must be
   * one.
   */
  private void checkPlaceholders(String text, String field) {
    for (var placeholder : new Template(text).placeholders()) {
      requireKnown(placeholder.node(), field, Node.START);
    }
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
