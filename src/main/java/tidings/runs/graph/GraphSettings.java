package tidings.runs.graph;

/**
 * Bounds of graph runs.
 *
 * @param maxCalls of the model in one turn of a node
 * @param maxTurns of nodes in one run: handoffs can make a node run again
 */
public record GraphSettings(int maxCalls, int maxTurns) {}
