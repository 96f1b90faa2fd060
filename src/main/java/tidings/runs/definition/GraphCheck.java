package tidings.runs.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tidings.event.codec.Faults;

/** Looks for what is wrong between the nodes of one graph. One thread. */
final class GraphCheck {

  private final Graph graph;
  private final List<String> where;
  private final Faults faults;
  private final Set<String> names = new HashSet<>();
  private final Set<String> subgraphs = new HashSet<>();

  /** Fields of which the form is wrong: what they were to say is not known. */
  private final Set<String> unread = new HashSet<>();

  private GraphCheck(Graph graph, List<String> where, Faults faults) {
    this.graph = graph;
    this.where = where;
    this.faults = faults;
    faults.list().forEach(fault -> unread.add(fault.field()));
  }

  /**
   * A graph as far as it can be read.
   *
   * @param faults is given all that is wrong with its form, and between its nodes
   */
  static Graph read(ObjectNode json, Faults faults) {
    var reader = new GraphReader(faults);
    var graph = reader.graph(json);
    new GraphCheck(graph, reader.places(), faults).check();
    return graph;
  }

  private void check() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      var node = graph.nodes().get(i);
      if (!names.add(node.name()) && !node.name().isBlank()) {
        fault(where.get(i) + "name", "'" + node.name() + "' is there twice");
      }
      if (node.isSubgraph()) {
        subgraphs.add(node.name());
      }
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      check(graph.nodes().get(i), where.get(i));
    }
    places(graph.endTemplate(), "end_template");
  }

  private void check(Node node, String at) {
    known(node.inputs(), at + "input_nodes", Node.START);
    known(node.outputs(), at + "output_nodes", Node.END);
    known(node.context(), at + "context", "");
    ownOutput(node, node.inputs(), at + "input_nodes");
    if (!node.handsOver()) {
      ownOutput(node, node.outputs(), at + "output_nodes");
    }
    if (node.handsOver()) {
      handoffs(node, at);
    }
    for (var other : node.context()) {
      if (graph.nodes().stream().anyMatch(it -> it.name().equals(other) && !it.globalOutput())) {
        fault(at + "context", "'" + other + "' keeps no outputs: set its global_output");
      }
    }
    places(node.userPrompt(), at + "user_prompt");
    places(node.systemPrompt(), at + "system_prompt");
    if (!node.isSubgraph()
        && node.userPrompt().isBlank()
        && node.inputs().isEmpty()
        && Stream.of("user_prompt", "input_nodes", "subgraph_name")
            .noneMatch(field -> unread.contains(at + field))) {
      fault(at + "user_prompt", "must be there, as the node has no input");
    }
  }

  /** What is in a subgraph has its level by the data that leads there: a handoff is no such way. */
  private void handoffs(Node node, String at) {
    if (node.isSubgraph()) {
      fault(at + "handoffs", "cannot be set: a subgraph hands over to nobody");
    } else if (node.outputs().stream().allMatch(Node.END::equals)
        && !unread.contains(at + "output_nodes")) {
      fault(at + "output_nodes", "must name a node to hand over to");
    }
    for (var output : node.outputs()) {
      if (subgraphs.contains(output)) {
        fault(at + "output_nodes", "'" + output + "' is a subgraph, which is not handed over to");
      }
    }
  }

  private void ownOutput(Node node, List<String> listed, String field) {
    if (listed.contains(node.name())) {
      fault(field, "'" + node.name() + "' works on its own output");
    }
  }

  private void known(List<String> listed, String field, String besides) {
    for (var name : listed) {
      known(name, field, besides);
    }
  }

  private void known(String name, String field, String besides) {
    if (!names.contains(name) && !name.equals(besides) && !unread.contains("nodes")) {
      fault(field, "there is no node '" + name + "'");
    }
  }

  /** Braces may be text, JSON for one: only what looks like a name of a node must be one. */
  private void places(String text, String field) {
    for (var place : new Template(text).places()) {
      known(place.node(), field, Node.START);
    }
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
