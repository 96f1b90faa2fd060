/**
 * A chat turn.
 *
 * <p>Receives the user's message, and hands it, with the earlier messages, to the model and its
 * tools. Invariant: the conversation stores exactly what the user has seen.
 */
@NullMarked
package tidings.runs.chat;

import org.jspecify.annotations.NullMarked;
