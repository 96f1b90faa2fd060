package tidings.push.routing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.event.Pattern;

/**
 * Finds the values indexed under the patterns that match a name. A pattern without {@code *} is
 * found in as many steps as the name has segments. At worst each segment of each pattern is checked
 * once: {@link tidings.platform.limits.PatternLimit} and {@link Pattern#MAX_SEGMENTS} limit both.
 * Not thread-safe.
 */
final class PatternIndex<T> {

  private final char separator;
  private final Node<T> root = new Node<>();

  PatternIndex(char separator) {
    this.separator = separator;
  }

  void add(Pattern pattern, T value) {
    var node = root;
    for (var segment : path(pattern)) {
      node = node.children.computeIfAbsent(segment, _ -> new Node<>());
    }
    (endsInRest(pattern) ? node.rest : node.here).add(value);
  }

  void remove(Pattern pattern, T value) {
    remove(root, path(pattern), endsInRest(pattern), value);
  }

  private void remove(Node<T> node, List<String> path, boolean rest, T value) {
    if (path.isEmpty()) {
      (rest ? node.rest : node.here).remove(value);
      return;
    }
    var child = node.children.get(path.getFirst());
    if (child != null) {
      remove(child, path.subList(1, path.size()), rest, value);
      if (child.isEmpty()) {
        node.children.remove(path.getFirst());
      }
    }
  }

  private static boolean endsInRest(Pattern pattern) {
    return pattern.segments().getLast().equals(Pattern.REST);
  }

  private static List<String> path(Pattern pattern) {
    var segments = pattern.segments();
    return endsInRest(pattern) ? segments.subList(0, segments.size() - 1) : segments;
  }

  /**
   * Passes each set that is indexed under a matching pattern to the receiver; a value may be in
   * several sets.
   */
  void match(String name, Consumer<Set<T>> found) {
    match(root, Pattern.split(name, separator), 0, found);
  }

  private void match(@Nullable Node<T> node, List<String> name, int depth, Consumer<Set<T>> found) {
    if (node == null) {
      return;
    }
    if (depth == name.size()) {
      report(node.here, found);
      return;
    }
    report(node.rest, found);
    match(node.children.get(name.get(depth)), name, depth + 1, found);
    match(node.children.get(Pattern.ONE), name, depth + 1, found);
  }

  private void report(Set<T> values, Consumer<Set<T>> found) {
    if (!values.isEmpty()) {
      found.accept(values);
    }
  }

  boolean isEmpty() {
    return root.isEmpty();
  }

  private static final class Node<T> {
    private final Map<String, Node<T>> children = new HashMap<>(2);
    private final Set<T> here = new HashSet<>(2);
    private final Set<T> rest = new HashSet<>(2);

    boolean isEmpty() {
      return children.isEmpty() && here.isEmpty() && rest.isEmpty();
    }
  }
}
