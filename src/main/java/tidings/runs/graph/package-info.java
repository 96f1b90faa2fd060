/**
 * Graphs of agents. Receives a plan and an input, and hands on the work of its nodes, level by
 * level, those of a level at once. Its invariant: a node runs only when all that it works on is
 * there.
 */
@NullMarked
package tidings.runs.graph;

import org.jspecify.annotations.NullMarked;
