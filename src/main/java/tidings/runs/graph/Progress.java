package tidings.runs.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a graph: enough to resume it if its server dies. Thread-safe: nodes of one level
 * end in parallel.
 */
final class Progress {

  private static final JsonMapper JSON = new JsonMapper();

  /** A turn of a node that has ended. */
  private record Turned(String node, int level) {}

  private final Map<String, List<String>> outputs = new LinkedHashMap<>();
  private final List<Turned> turns = new ArrayList<>();
  private final Map<String, Integer> handoffs = new LinkedHashMap<>();
  private final Set<String> done = new LinkedHashSet<>();
  private final Set<String> handoffTargets = new LinkedHashSet<>();
  private List<String> pending = List.of();
  private int level;

  /** The first step in which a node failed: a resumed run starts here. */
  private @Nullable Step failed;

  /**
   * The nodes of the current step.
   *
   * @param pending targets of handoffs; empty: the level's own nodes
   */
  private record Step(int level, List<String> pending) {}

  /** Parses the result of {@link #json}. */
  static Progress of(JsonNode json) {
    var progress = new Progress();
    json.path("outputs")
        .properties()
        .forEach(field -> progress.outputs.put(field.getKey(), texts(field.getValue())));
    json.path("turns")
        .forEach(
            turn ->
                progress.turns.add(
                    new Turned(turn.path("node").asText(), turn.path("level").asInt())));
    json.path("handoffs")
        .properties()
        .forEach(field -> progress.handoffs.put(field.getKey(), field.getValue().asInt()));
    progress.done.addAll(texts(json.path("done")));
    var failed = json.path("failed");
    var step = failed.isObject() ? failed : json;
    progress.pending = texts(step.path("pending"));
    progress.level = step.path("level").asInt();
    if (!failed.isObject()) {
      progress.handoffTargets.addAll(texts(json.path("handed_to")));
    }
    return progress;
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  synchronized ObjectNode json() {
    var json = JSON.createObjectNode();
    json.set("outputs", JSON.valueToTree(outputs));
    var list = json.putArray("turns");
    turns.forEach(turn -> list.addObject().put("node", turn.node()).put("level", turn.level()));
    json.set("handoffs", JSON.valueToTree(handoffs));
    json.set("done", JSON.valueToTree(done));
    json.set("handed_to", JSON.valueToTree(handoffTargets));
    json.set("pending", JSON.valueToTree(pending));
    if (failed != null) {
      json.set("failed", JSON.valueToTree(failed));
    }
    return json.put("level", level);
  }

  /** The current level. */
  synchronized int level() {
    return level;
  }

  /** Targets of handoffs that run next; empty: the level's own nodes do. */
  synchronized List<String> pending() {
    return pending;
  }

  /**
   * Whether the node has had its turn, and neither it nor a node before it was the target of a
   * handoff since.
   */
  synchronized boolean isDone(String node) {
    return done.contains(node);
  }

  synchronized void begin(String node, int ofLevel) {
    turns.add(new Turned(node, ofLevel));
  }

  /**
   * @param target the node it handed off to; null: none
   */
  synchronized void end(String node, String output, @Nullable String target) {
    outputs.computeIfAbsent(node, _ -> new ArrayList<>()).add(output);
    done.add(node);
    if (target != null) {
      handoffs.merge(node, 1, Integer::sum);
      handoffTargets.add(target);
    }
  }

  /**
   * Records that a node failed: a resumed run starts with this step, and with the nodes that did
   * not run since.
   */
  synchronized void fail() {
    if (failed == null) {
      failed = new Step(level, pending);
    }
  }

  /** Targets of the handoffs in this step. */
  synchronized Set<String> handoffTargets() {
    return Set.copyOf(handoffTargets);
  }

  synchronized int handoffs(String node) {
    return handoffs.getOrDefault(node, 0);
  }

  /** Moves to the next step: a level, or targets of handoffs within a level. */
  synchronized void next(int nextLevel, List<String> targets) {
    level = nextLevel;
    pending = List.copyOf(targets);
    handoffTargets.clear();
    if (!targets.isEmpty()) {
      turns.stream()
          .filter(turn -> turn.level() >= nextLevel)
          .forEach(it -> done.remove(it.node()));
    }
  }

  /** Outputs of a node, the oldest first; empty if it had no turn. */
  synchronized List<String> outputs(String node) {
    return List.copyOf(outputs.getOrDefault(node, List.of()));
  }

  synchronized int turns() {
    return turns.size();
  }

  /** The node whose turn last gave an output. */
  synchronized String last() {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (outputs.containsKey(turns.get(i).node())) {
        return turns.get(i).node();
      }
    }
    return "";
  }

  /**
   * The chain of turns: adjacent turns of one level form a group, in which each name occurs once.
   */
  synchronized List<List<String>> chain() {
    var chain = new ArrayList<List<String>>();
    int before = -1;
    for (var turn : turns) {
      if (turn.level() != before) {
        chain.add(new ArrayList<>());
        before = turn.level();
      }
      var group = chain.getLast();
      if (!group.contains(turn.node())) {
        group.add(turn.node());
      }
    }
    return chain;
  }
}
