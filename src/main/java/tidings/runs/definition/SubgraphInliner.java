package tidings.runs.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Faults;

/**
 * Replaces nodes that name subgraphs by the nodes of these subgraphs, up to a limit: graphs that
 * name others twice, which name others twice, would grow without end. One thread.
 */
final class SubgraphInliner {

  final Map<String, Node> nodes = new LinkedHashMap<>();
  final Map<String, Plan.Join> joins = new LinkedHashMap<>();
  private final Function<String, Optional<ObjectNode>> subgraphs;
  private final Faults faults;
  private final Map<String, Optional<Graph>> read = new HashMap<>();
  private int places;

  SubgraphInliner(Function<String, Optional<ObjectNode>> subgraphs, Faults faults) {
    this.subgraphs = subgraphs;
    this.faults = faults;
  }

  void add(Graph graph) {
    add(graph, "", null, Set.of(graph.name()));
    if (nodes.size() > Graph.MAX_NODES) {
      fault("nodes", "are more than " + Graph.MAX_NODES + ", those of subgraphs counted");
    } else if (isFull()) {
      fault("nodes", "name subgraphs in more than " + Graph.MAX_NODES + " places");
    }
  }

  /**
   * @param prefix of the names of its nodes
   * @param as the node that it replaces; null: it is the whole graph
   * @param within names of the enclosing graphs, and its own
   */
  private void add(Graph graph, String prefix, @Nullable Node as, Set<String> within) {
    if (as != null) {
      joins.put(
          as.name(), new Plan.Join(as, ends(graph, prefix), prefixed(graph.endTemplate(), prefix)));
    }
    for (var node : graph.nodes()) {
      if (isFull() || faults.isFull()) {
        return;
      }
      var placed = withPrefix(node, prefix);
      if (!node.isSubgraph()) {
        nodes.put(placed.name(), placed);
        continue;
      }
      places++;
      var inner = new LinkedHashSet<>(within);
      if (!inner.add(node.subgraph())) {
        fault("nodes", "graph '%s' is a subgraph of itself".formatted(node.subgraph()));
      } else {
        sub(node.subgraph(), placed).ifPresent(it -> add(it, placed.name() + ".", placed, inner));
      }
    }
  }

  private boolean isFull() {
    return nodes.size() > Graph.MAX_NODES || places > Graph.MAX_NODES;
  }

  /** Looked up once, however often it is named. */
  private Optional<Graph> sub(String name, Node as) {
    var known = read.get(name);
    if (known != null) {
      return known;
    }
    var json = subgraphs.apply(name);
    var graph = json.flatMap(definition -> faultless(name, definition));
    if (json.isEmpty()) {
      fault("nodes", "node '%s': unknown graph '%s'".formatted(as.name(), name));
    } else {
      read.put(name, graph);
    }
    return graph;
  }

  private Optional<Graph> faultless(String name, ObjectNode definition) {
    var inside = new Faults();
    var graph = GraphCheck.read(definition, inside);
    for (var it : inside.list()) {
      fault("nodes", "graph '%s': %s %s".formatted(name, it.field(), it.message()));
    }
    return inside.isEmpty() ? Optional.of(graph) : Optional.empty();
  }

  private static List<String> ends(Graph graph, String prefix) {
    return graph.nodes().stream()
        .filter(
            node ->
                graph.nodes().stream().noneMatch(other -> other.inputs().contains(node.name()))
                    && node.outputs().stream()
                        .allMatch(out -> out.equals(Node.END) || node.handsOver()))
        .map(node -> prefix + node.name())
        .toList();
  }

  private static Node withPrefix(Node node, String prefix) {
    if (prefix.isEmpty()) {
      return node;
    }
    // A node without inputs receives the input of the subgraph.
    return new Node(
        prefix + node.name(),
        node.model(),
        node.servers(),
        new Node.Prompts(
            prefixed(node.systemPrompt(), prefix), prefixed(node.userPrompt(), prefix)),
        new Node.Edges(
            node.inputs().isEmpty() ? List.of() : prefixed(node.inputs(), prefix),
            prefixed(node.outputs(), prefix),
            node.handoffs()),
        new Node.Outputs(
            node.globalOutput(),
            prefixed(node.context(), prefix),
            node.contextLast(),
            node.outputEnabled()),
        node.subgraph());
  }

  private static List<String> prefixed(List<String> names, String prefix) {
    return names.stream().map(name -> name.equals(Node.END) ? name : prefix + name).toList();
  }

  private static String prefixed(String template, String prefix) {
    var text = template;
    for (var placeholder : new LinkedHashSet<>(new Template(template).placeholders())) {
      text =
          text.replace("{" + placeholder.node() + "}", "{" + prefix + placeholder.node() + "}")
              .replace("{" + placeholder.node() + ":", "{" + prefix + placeholder.node() + ":");
    }
    return text;
  }

  private void fault(String field, String message) {
    faults.add(field, message);
  }
}
