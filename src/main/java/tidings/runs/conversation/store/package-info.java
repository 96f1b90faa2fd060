/**
 * Conversations, definitions, revocations and token budgets in the database.
 *
 * <p>Receives values of {@link tidings.runs.conversation}, stores them through JPA. Invariant: JPA
 * appears in no other package of {@code runs}.
 */
@NullMarked
package tidings.runs.conversation.store;

import org.jspecify.annotations.NullMarked;
