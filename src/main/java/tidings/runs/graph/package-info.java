/**
 * Graphs of agents.
 *
 * <p>Receives a plan and an input, and hands on the work of its nodes, level by level, those of a
 * level in parallel. Invariant: a node runs only when all its inputs are available.
 */
@NullMarked
package tidings.runs.graph;

import org.jspecify.annotations.NullMarked;
