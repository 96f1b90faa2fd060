/**
 * Events from a table of PostgreSQL, written by applications in their own transactions.
 *
 * <p>Receives rows of {@code tidings_outbox}, which applications or the trigger of {@code
 * tidings_watch} insert, and hands them to {@link tidings.ingress.Ingestor}. Invariant: a row is
 * removed, in the same transaction that locked its lane, only after the log or the dead letters
 * have it; and a lane is read by one node at a time, in the order of its rows.
 */
@NullMarked
package tidings.ingress.postgres;

import org.jspecify.annotations.NullMarked;
