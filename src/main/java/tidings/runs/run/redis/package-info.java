/**
 * Journals of runs in Redis, shared by all nodes.
 *
 * <p>Receives frames of a run from the node that executes it, hands them on to watchers on any
 * node. Invariant: a run has one writer, which holds its lease.
 */
@NullMarked
package tidings.runs.run.redis;

import org.jspecify.annotations.NullMarked;
