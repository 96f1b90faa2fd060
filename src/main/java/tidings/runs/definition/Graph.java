package tidings.runs.definition;

import java.util.List;

/**
 * A graph as it was written.
 *
 * @param endTemplate its result, with placeholders as in {@link Template}; empty: the last node's
 */
public record Graph(String name, String description, List<Node> nodes, String endTemplate) {

  /** How many nodes a graph may have, those of its subgraphs counted. */
  public static final int MAX_NODES = 200;

  public Graph {
    nodes = List.copyOf(nodes);
  }
}
