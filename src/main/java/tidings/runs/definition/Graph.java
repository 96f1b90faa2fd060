package tidings.runs.definition;

import java.util.List;

/**
 * A graph as it was written.
 *
 * @param endTemplate its result, with placeholders as in {@link Template}; empty: the last node's
 */
public record Graph(String name, String description, List<Node> nodes, String endTemplate) {

  /** Maximum number of nodes of a graph, including those of its subgraphs. */
  public static final int MAX_NODES = 200;

  public Graph {
    nodes = List.copyOf(nodes);
  }
}
