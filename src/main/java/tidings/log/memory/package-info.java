/**
 * The log in this node's memory: for development, tests and single nodes that may forget.
 *
 * <p>Receives events to append, hands them on in the order in which they came. Invariant: an
 * acknowledged event is delivered as long as the process lives.
 */
@NullMarked
package tidings.log.memory;

import org.jspecify.annotations.NullMarked;
