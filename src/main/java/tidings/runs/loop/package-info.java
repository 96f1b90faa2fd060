/**
 * One turn of a model with its tools, as chats, agents and the nodes of graphs all take it.
 * Receives messages and tools, and hands on frames as they come and messages when they are whole.
 * Its invariant: every tool call gets a reply, so that the history stays one that models accept.
 */
@NullMarked
package tidings.runs.loop;

import org.jspecify.annotations.NullMarked;
