package tidings.runs.definition;

import java.util.List;

/**
 * One node of a graph: a call of a model with tools.
 *
 * @param name unique in its graph; {@code parent.child} of a subgraph that was inlined
 * @param model name of the model; empty for a subgraph
 * @param servers names of the tool servers that the model may call
 * @param subgraph name of the graph that takes its place; empty: it is a node itself
 */
public record Node(
    String name,
    String model,
    List<String> servers,
    Prompts prompts,
    Edges edges,
    Outputs shared,
    String subgraph) {

  /**
   * @param system the system prompt
   * @param user the user prompt; {@code {node}} stands for the output of a node
   */
  public record Prompts(String system, String user) {}

  /**
   * @param inputs nodes whose output it receives; {@code start} is the user's input
   * @param outputs nodes that receive its output, or, with handoffs, to which it may hand off
   * @param handoffs maximum number of handoffs; 0: none
   */
  public record Edges(List<String> inputs, List<String> outputs, int handoffs) {
    public Edges {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * @param global whether its outputs are kept for the contexts of other nodes
   * @param context nodes whose kept outputs it receives
   * @param contextLast how many of each, the newest; 0: all
   * @param enabled whether the model's text is its output; if not, the results of its tools are
   */
  public record Outputs(boolean global, List<String> context, int contextLast, boolean enabled) {
    public Outputs {
      context = List.copyOf(context);
    }
  }

  /** The user's input, as a node. */
  public static final String START = "start";

  /** Allowed among outputs: nothing follows. */
  public static final String END = "end";

  public Node {
    servers = List.copyOf(servers);
  }

  /** {@link Prompts#system}. */
  public String systemPrompt() {
    return prompts.system();
  }

  /** {@link Prompts#user}. */
  public String userPrompt() {
    return prompts.user();
  }

  /** {@link Edges#inputs}. */
  public List<String> inputs() {
    return edges.inputs();
  }

  /** {@link Edges#outputs}. */
  public List<String> outputs() {
    return edges.outputs();
  }

  /** {@link Edges#handoffs}. */
  public int handoffs() {
    return edges.handoffs();
  }

  /** {@link Outputs#global}. */
  public boolean globalOutput() {
    return shared.global();
  }

  /** {@link Outputs#context}. */
  public List<String> context() {
    return shared.context();
  }

  /** {@link Outputs#contextLast}. */
  public int contextLast() {
    return shared.contextLast();
  }

  /** {@link Outputs#enabled}. */
  public boolean outputEnabled() {
    return shared.enabled();
  }

  public boolean isSubgraph() {
    return !subgraph.isEmpty();
  }

  public boolean handsOver() {
    return handoffs() > 0;
  }
}
