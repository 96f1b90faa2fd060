package tidings.runs.graph;

/**
 * Limits of graph runs.
 *
 * @param maxCalls maximum number of model calls in one turn of a node
 * @param maxTurns maximum number of node turns in one run: handoffs can make a node run again
 */
public record GraphSettings(int maxCalls, int maxTurns) {}
