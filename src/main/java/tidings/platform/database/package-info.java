/**
 * What those who use the database share: where it is, how it is opened, what its failures mean.
 *
 * <p>Receives the configuration, hands out pools of connections and brings schemas up to date.
 * Invariant: who opens it has a pool and a schema history of its own, so that neither waits for the
 * other's connections nor sees its tables.
 */
@NullMarked
package tidings.platform.database;

import org.jspecify.annotations.NullMarked;
