/**
 * Journals of runs in this node's memory.
 *
 * <p>Receives frames of a run, hands them on by number. Invariant: the journals together stay
 * within {@code tidings.runs.journal-bytes}.
 */
@NullMarked
package tidings.runs.run.memory;

import org.jspecify.annotations.NullMarked;
