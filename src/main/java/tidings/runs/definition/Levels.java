package tidings.runs.definition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the level of each node, or the cycles that prevent one. One thread. */
final class Levels {

  private final Map<String, Node> nodes;
  private final Map<String, Plan.Join> joins;
  private final Map<String, Set<String>> before = new LinkedHashMap<>();
  private final Set<String> handoffTargets = new HashSet<>();
  private final Set<String> onlyByHandoff = new LinkedHashSet<>();
  private final Map<String, Integer> levels = new LinkedHashMap<>();
  private final List<Cycles.Cycle> cycles;

  Levels(Map<String, Node> nodes, Map<String, Plan.Join> joins) {
    this.nodes = nodes;
    this.joins = joins;
    findHandedTo();
    findEdges();
    findOnlyByHandoff();
    cycles = Cycles.in(before);
    if (cycles.isEmpty()) {
      nodes.keySet().forEach(this::level);
    }
  }

  /** Empty if there are cycles. */
  Map<String, Integer> levels() {
    return levels;
  }

  Set<String> onlyByHandoff() {
    return onlyByHandoff;
  }

  List<Cycles.Cycle> cycles() {
    return cycles;
  }

  private void findEdges() {
    nodes.keySet().forEach(name -> before.put(name, new LinkedHashSet<>()));
    for (var node : nodes.values()) {
      for (var input : node.inputs()) {
        edges(input).forEach(source -> add(node.name(), source));
      }
      if (!node.handsOver()) {
        for (var output : node.outputs()) {
          starts(output).forEach(target -> add(target, node.name()));
        }
      }
    }
    joins.values().forEach(join -> findEdgesOutOf(join.before()));
    joins.keySet().forEach(this::findEdgesInto);
  }

  private void findEdgesOutOf(Node subgraph) {
    var ends = edges(subgraph.name());
    for (var output : subgraph.outputs()) {
      starts(output).forEach(target -> ends.forEach(end -> add(target, end)));
    }
  }

  /** Inside a subgraph, a node without inputs receives the input of the subgraph. */
  private void findEdgesInto(String subgraph) {
    var given = edges(subgraph + "." + Node.START);
    for (var name : starts(subgraph)) {
      if (!handoffTargets.contains(name)) {
        given.forEach(source -> add(name, source));
      }
    }
  }

  private void add(String node, String source) {
    var sources = before.get(node);
    if (sources != null) {
      sources.add(source);
    }
  }

  /** The real nodes behind a name that may be a subgraph, or the start of one. */
  private Set<String> edges(String name) {
    var real = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(List.of(name));
    var seen = new HashSet<String>();
    while (!open.isEmpty()) {
      var next = open.poll();
      if (!seen.add(next)) {
        continue;
      }
      var start = startOf(next);
      var join = joins.get(next);
      if (start != null) {
        open.addAll(start.before().inputs());
      } else if (join != null) {
        open.addAll(join.ends());
      } else if (nodes.containsKey(next)) {
        real.add(next);
      }
    }
    return real;
  }

  private Plan.@org.jspecify.annotations.Nullable Join startOf(String name) {
    var suffix = "." + Node.START;
    return name.endsWith(suffix)
        ? joins.get(name.substring(0, name.length() - suffix.length()))
        : null;
  }

  /** The real nodes that begin when this one is reached. */
  private List<String> starts(String name) {
    if (!joins.containsKey(name)) {
      return nodes.containsKey(name) ? List.of(name) : List.of();
    }
    var inside = new ArrayList<String>();
    for (var node : nodes.values()) {
      if (node.name().startsWith(name + ".")
          && (node.inputs().isEmpty() || node.inputs().contains(name + "." + Node.START))) {
        inside.add(node.name());
      }
    }
    return inside;
  }

  private void findHandedTo() {
    for (var node : nodes.values()) {
      if (node.handsOver()) {
        node.outputs().forEach(output -> handoffTargets.addAll(starts(output)));
      }
    }
  }

  private void findOnlyByHandoff() {
    for (var name : handoffTargets) {
      var node = nodes.get(name);
      if (node != null && node.inputs().isEmpty() && sources(name).isEmpty()) {
        onlyByHandoff.add(name);
      }
    }
    // Their targets are chosen at the handoff, not by an edge.
    before.values().forEach(sources -> sources.removeAll(onlyByHandoff));
    var handing = new HashMap<String, Set<String>>();
    for (var node : nodes.values()) {
      if (node.handsOver()) {
        for (var output : node.outputs()) {
          if (onlyByHandoff.contains(output)) {
            handing.computeIfAbsent(output, _ -> new LinkedHashSet<>()).add(node.name());
          }
        }
      }
    }
    handing.forEach((name, sources) -> before.put(name, sources));
  }

  private Set<String> sources(String name) {
    var sources = before.get(name);
    return sources == null ? Set.of() : sources;
  }

  private int level(String name) {
    var known = levels.get(name);
    if (known != null) {
      return known;
    }
    int level = 0;
    for (var source : sources(name)) {
      level = Math.max(level, level(source) + 1);
    }
    levels.put(name, level);
    return level;
  }
}
