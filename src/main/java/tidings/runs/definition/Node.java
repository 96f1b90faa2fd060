package tidings.runs.definition;

import java.util.List;

/**
 * One node of a graph: a call of a model with tools.
 *
 * @param name unique in its graph; {@code parent.child} of a subgraph that was flattened
 * @param userPrompt with {@code {node}} where the output of a node is to stand
 * @param inputs nodes whose output it works on; {@code start} is what the user gave
 * @param outputs nodes that work on its output, or, with handoffs, that it may hand over to
 * @param handoffs how often it may hand over; 0: it hands over to nobody
 * @param globalOutput whether its outputs are kept for the contexts of others
 * @param context nodes whose kept outputs it is told
 * @param contextLast how many of each, the newest; 0: all
 * @param outputEnabled whether what it says is its output; if not, what its tools said is
 * @param subgraph name of the graph that stands in its place; empty: it is a node itself
 */
public record Node(
    String name,
    String model,
    List<String> servers,
    String systemPrompt,
    String userPrompt,
    List<String> inputs,
    List<String> outputs,
    int handoffs,
    boolean globalOutput,
    List<String> context,
    int contextLast,
    boolean outputEnabled,
    String subgraph) {

  /** What the user gave, as a node. */
  public static final String START = "start";

  /** May stand among outputs: nothing follows. */
  public static final String END = "end";

  public Node {
    servers = List.copyOf(servers);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    context = List.copyOf(context);
  }

  public boolean isSubgraph() {
    return !subgraph.isEmpty();
  }

  public boolean handsOver() {
    return handoffs > 0;
  }
}
