/**
 * Stored conversations: their rounds, and graph definitions.
 *
 * <p>Receives messages from runs, hands them on to runs and to their owner, over Jakarta
 * Persistence on H2 or PostgreSQL. Invariant: a read returns one save in full, and only to its
 * owner.
 */
@NullMarked
package tidings.runs.conversation;

import org.jspecify.annotations.NullMarked;
