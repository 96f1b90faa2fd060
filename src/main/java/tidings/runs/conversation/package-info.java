/**
 * What was said: conversations, their rounds, and graph definitions.
 *
 * <p>Receives messages from runs, hands them on to runs and to their owner, over Jakarta
 * Persistence on H2 or PostgreSQL. Invariant: what is read is what one save wrote, whole, and is
 * its owner's.
 */
@NullMarked
package tidings.runs.conversation;

import org.jspecify.annotations.NullMarked;
