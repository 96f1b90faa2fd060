/**
 * Conversations over HTTP, and the events of their changes.
 *
 * <p>Receives requests, answers with JSON. Invariant: a caller sees their own conversations only.
 */
@NullMarked
package tidings.runs.conversation.endpoint;

import org.jspecify.annotations.NullMarked;
