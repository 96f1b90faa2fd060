package tidings.runs.definition;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.event.codec.Faults;

/**
 * An executable graph: subgraphs are inlined, each node has a level. The level of a node is the
 * length of the longest path to it from a node that receives the user's input alone. Handoff edges
 * are not part of a path. Immutable.
 */
public final class Plan {

  private final Graph graph;
  private final Map<String, Node> nodes;
  private final Map<String, Join> joins;
  private final Map<String, Integer> levels;
  private final Set<String> onlyByHandoff;

  /**
   * An inlined subgraph.
   *
   * @param before the node that it replaced: the source of its own start
   * @param ends its nodes without successors in it
   * @param result the template of its result; the names are those after inlining
   */
  public record Join(Node before, List<String> ends, String result) {}

  private Plan(
      Graph graph,
      Map<String, Node> nodes,
      Map<String, Join> joins,
      Map<String, Integer> levels,
      Set<String> onlyByHandoff) {
    this.graph = graph;
    this.nodes = nodes;
    this.joins = joins;
    this.levels = levels;
    this.onlyByHandoff = onlyByHandoff;
  }

  /** The result of reading a definition. */
  public sealed interface Read {
    record Good(Plan plan) implements Read {}

    /**
     * @param faults at least one
     */
    record Bad(List<Fault> faults) implements Read {
      public Bad {
        faults = List.copyOf(faults);
      }
    }
  }

  /**
   * Reads and checks a definition. Reports all faults together, up to {@link Faults#MAX}.
   *
   * @param subgraphs the definitions that it may name
   */
  public static Read read(ObjectNode json, Function<String, Optional<ObjectNode>> subgraphs) {
    var faults = new Faults();
    var graph = GraphCheck.read(json, faults);
    var flat = new SubgraphInliner(subgraphs, faults);
    flat.add(graph);
    var levels = new Levels(flat.nodes, flat.joins);
    for (var cycle : levels.cycles()) {
      // A node that receives its own output was reported with its field.
      if (faults.isEmpty() || !cycle.isOfOneNode()) {
        faults.add("nodes", "form a cycle: " + cycle);
      }
    }
    if (!faults.isEmpty()) {
      return new Read.Bad(faults.list());
    }
    return new Read.Good(
        new Plan(graph, flat.nodes, flat.joins, levels.levels(), levels.onlyByHandoff()));
  }

  public Graph graph() {
    return graph;
  }

  /** All nodes, flat, in the order of their definition. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  public Node node(String name) {
    return requireNonNull(nodes.get(name), name);
  }

  /** The inlined subgraph of this name; null if there is none. */
  public @Nullable Join join(String name) {
    return joins.get(name);
  }

  public int level(String name) {
    return requireNonNull(levels.get(name), name);
  }

  /** The highest level. */
  public int lastLevel() {
    return levels.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** Nodes of a level that run when the level does, not only after a handoff. */
  public List<Node> atLevel(int level) {
    return nodes.values().stream()
        .filter(node -> level(node.name()) == level && !onlyByHandoff.contains(node.name()))
        .toList();
  }

  /** Nodes whose output a node receives, subgraphs among them replaced by their ends. */
  public Set<String> sources(Node node) {
    var sources = new LinkedHashSet<String>();
    node.inputs().forEach(input -> addSources(input, sources));
    if (node.inputs().isEmpty()) {
      joins.keySet().stream()
          .filter(subgraph -> node.name().startsWith(subgraph + "."))
          .forEach(subgraph -> addSources(subgraph + "." + Node.START, sources));
    }
    for (var other : nodes.values()) {
      if (!other.handsOver() && other.outputs().contains(node.name())) {
        sources.add(other.name());
      }
    }
    for (var join : joins.values()) {
      if (join.before().outputs().contains(node.name())) {
        join.ends().forEach(end -> addSources(end, sources));
      }
    }
    return sources;
  }

  private void addSources(String input, Set<String> sources) {
    var start = joinOfStart(input);
    var join = start == null ? joins.get(input) : null;
    if (start != null) {
      start.before().inputs().forEach(before -> addSources(before, sources));
    } else if (join != null) {
      join.ends().forEach(end -> addSources(end, sources));
    } else if (!input.equals(Node.START)) {
      sources.add(input);
    }
  }

  /** The inlined subgraph whose own start this is; null if there is none. */
  public @Nullable Join joinOfStart(String name) {
    var suffix = "." + Node.START;
    return name.endsWith(suffix)
        ? joins.get(name.substring(0, name.length() - suffix.length()))
        : null;
  }

  /** The level of each node, by its name. */
  public Map<String, Integer> levels() {
    return new LinkedHashMap<>(levels);
  }
}
