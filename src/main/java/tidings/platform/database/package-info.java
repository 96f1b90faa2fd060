/**
 * Code that all users of the database share: its address, how to open it, how to classify its
 * failures.
 *
 * <p>Receives the configuration, hands out pools of connections and migrates schemas. Invariant:
 * each user has a pool and a schema history of its own, so that none waits for another's
 * connections or sees its tables.
 */
@NullMarked
package tidings.platform.database;

import org.jspecify.annotations.NullMarked;
