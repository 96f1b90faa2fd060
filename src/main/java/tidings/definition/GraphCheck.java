package tidings.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tidings.codec.Fault;

/** Looks for what is wrong between the nodes of one graph. One thread. */
final class GraphCheck {

  private final Graph graph;
  private final List<Fault> faults;
  private final Set<String> names = new HashSet<>();

  GraphCheck(Graph graph, List<Fault> faults) {
    this.graph = graph;
    this.faults = faults;
  }

  void check() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      var name = graph.nodes().get(i).name();
      if (!names.add(name)) {
        fault("nodes[" + i + "].name", "'" + name + "' is there twice");
      }
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      check(graph.nodes().get(i), "nodes[" + i + "].");
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
    if (node.handsOver() && node.outputs().stream().allMatch(Node.END::equals)) {
      fault(at + "output_nodes", "must name a node to hand over to");
    }
    for (var other : node.context()) {
      if (graph.nodes().stream().anyMatch(it -> it.name().equals(other) && !it.globalOutput())) {
        fault(at + "context", "'" + other + "' keeps no outputs: set its global_output");
      }
    }
    places(node.userPrompt(), at + "user_prompt");
    places(node.systemPrompt(), at + "system_prompt");
    if (!node.isSubgraph() && node.userPrompt().isBlank() && node.inputs().isEmpty()) {
      fault(at + "user_prompt", "must be there, as the node has no input");
    }
  }

  private void ownOutput(Node node, List<String> listed, String field) {
    if (listed.contains(node.name())) {
      fault(field, "'" + node.name() + "' works on its own output");
    }
  }

  private void known(List<String> listed, String field, String besides) {
    for (var name : listed) {
      if (!names.contains(name) && !name.equals(besides)) {
        fault(field, "there is no node '" + name + "'");
      }
    }
  }

  /** Braces may be text, JSON for one: only what looks like a name of a node must be one. */
  private void places(String text, String field) {
    for (var place : new Template(text).places()) {
      if (!names.contains(place.node()) && !place.node().equals(Node.START)) {
        fault(field, "there is no node '" + place.node() + "'");
      }
    }
  }

  private void fault(String field, String message) {
    faults.add(new Fault(field, message));
  }
}
