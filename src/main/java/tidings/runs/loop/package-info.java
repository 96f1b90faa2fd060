/**
 * One turn of a model with its tools, as chats, agents and the nodes of graphs take it.
 *
 * <p>Receives messages and tools, and hands on frames as they arrive and complete messages.
 * Invariant: every tool call gets a reply, so that models accept the history.
 */
@NullMarked
package tidings.runs.loop;

import org.jspecify.annotations.NullMarked;
