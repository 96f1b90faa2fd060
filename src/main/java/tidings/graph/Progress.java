package tidings.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far a graph has come: enough to go on from, should its server die. Thread-safe: nodes of one
 * level end at once.
 */
final class Progress {

  private static final JsonMapper JSON = new JsonMapper();

  /** A turn of a node that ended. */
  private record Turned(String node, int level) {}

  private final Map<String, List<String>> outputs = new LinkedHashMap<>();
  private final List<Turned> turns = new ArrayList<>();
  private final Map<String, Integer> handoffs = new LinkedHashMap<>();
  private final Set<String> done = new LinkedHashSet<>();
  private List<String> pending = List.of();
  private int level;

  /** Reads back what {@link #json} wrote. */
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
    progress.pending = texts(json.path("pending"));
    progress.level = json.path("level").asInt();
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
    json.set("pending", JSON.valueToTree(pending));
    return json.put("level", level);
  }

  /** Level whose turn it is. */
  synchronized int level() {
    return level;
  }

  /** Nodes that were handed to, and are next; empty: the level's own are. */
  synchronized List<String> pending() {
    return pending;
  }

  /** Whether the node has had its turn in this step. */
  synchronized boolean isDone(String node) {
    return done.contains(node);
  }

  synchronized void begin(String node, int ofLevel) {
    turns.add(new Turned(node, ofLevel));
  }

  synchronized void end(String node, String output) {
    outputs.computeIfAbsent(node, _ -> new ArrayList<>()).add(output);
    done.add(node);
  }

  synchronized void handedOver(String node) {
    handoffs.merge(node, 1, Integer::sum);
  }

  synchronized int handoffs(String node) {
    return handoffs.getOrDefault(node, 0);
  }

  /** The next step: a level, or, in it, nodes that were handed to. */
  synchronized void next(int nextLevel, List<String> handedTo) {
    level = nextLevel;
    pending = List.copyOf(handedTo);
    done.clear();
  }

  /** Outputs of a node, the oldest first; empty if it had no turn. */
  synchronized List<String> outputs(String node) {
    return List.copyOf(outputs.getOrDefault(node, List.of()));
  }

  synchronized int turns() {
    return turns.size();
  }

  /** The node that had the last turn which gave an output. */
  synchronized String last() {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (outputs.containsKey(turns.get(i).node())) {
        return turns.get(i).node();
      }
    }
    return "";
  }

  /** Adjacent turns of one level are a group, in which each name is once. */
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
