/**
 * A chat turn: receives what the user says, and hands it, with what was said before, to the model
 * and its tools. Its invariant: what the user has seen is what the conversation keeps.
 */
@NullMarked
package tidings.runs.chat;

import org.jspecify.annotations.NullMarked;
