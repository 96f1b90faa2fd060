package tidings.runs.definition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds cycles of nodes that wait for each other: each strongly connected component, by the
 * shortest cycle through its first node. Pure functions.
 */
final class Cycles {

  /**
   * One cycle.
   *
   * @param way nodes in the direction of the data, its first node again at its end
   * @param others nodes that are on no shortest cycle, but cannot run for the same reason
   */
  record Cycle(List<String> way, List<String> others) {
    boolean isOfOneNode() {
      return way.size() == 2 && others.isEmpty();
    }

    @Override
    public String toString() {
      var path = String.join(" → ", way);
      return others.isEmpty() ? path : path + ", and with it " + String.join(", ", others);
    }
  }

  private final Map<String, Set<String>> before;

  private Cycles(Map<String, Set<String>> before) {
    this.before = before;
  }

  /**
   * @param before the nodes that each node waits for
   */
  static List<Cycle> in(Map<String, Set<String>> before) {
    return new Cycles(before).find();
  }

  private List<Cycle> find() {
    var awaited = new HashMap<String, Set<String>>();
    before.keySet().forEach(name -> awaited.put(name, awaited(name)));
    var cycles = new ArrayList<Cycle>();
    var seen = new LinkedHashSet<String>();
    for (var name : before.keySet()) {
      var waitsFor = awaited.getOrDefault(name, Set.of());
      if (waitsFor.contains(name) && seen.add(name)) {
        var way = path(name);
        var others = new ArrayList<String>();
        for (var other : before.keySet()) {
          if (waitsFor.contains(other)
              && awaited.getOrDefault(other, Set.of()).contains(name)
              && !other.equals(name)) {
            seen.add(other);
            if (!way.contains(other)) {
              others.add(other);
            }
          }
        }
        cycles.add(new Cycle(way, others));
      }
    }
    return cycles;
  }

  private Set<String> awaited(String name) {
    var all = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(before(name));
    while (!open.isEmpty()) {
      var next = open.poll();
      if (all.add(next)) {
        open.addAll(before(next));
      }
    }
    return all;
  }

  /** Searched from each node to those before it, returned in the direction of the data. */
  private List<String> path(String name) {
    var followers = new HashMap<String, String>();
    var open = new ArrayDeque<>(List.of(name));
    while (!followers.containsKey(name)) {
      var next = open.remove();
      for (var source : before(next)) {
        if (followers.putIfAbsent(source, next) == null) {
          open.add(source);
        }
      }
    }
    var way = new ArrayList<>(List.of(name));
    @Nullable String at = followers.get(name);
    while (at != null && !at.equals(name)) {
      way.add(at);
      at = followers.get(at);
    }
    way.add(name);
    return List.copyOf(way);
  }

  private Set<String> before(String name) {
    return before.getOrDefault(name, Set.of());
  }
}
