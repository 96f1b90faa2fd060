/**
 * Graph definitions and their faults.
 *
 * <p>Receives JSON as people and models write it, hands on an executable plan, or every fault with
 * its path. Invariant: an accepted graph has no cycle, no unknown node and no open end.
 */
@NullMarked
package tidings.runs.definition;

import org.jspecify.annotations.NullMarked;
