/**
 * What travels: an event, whom it is for, how urgent it is.
 *
 * <p>Receives and hands on nothing by itself; every other package speaks in these records.
 * Invariant: an {@link tidings.event.Event} that exists is valid, whichever way it came in.
 */
@NullMarked
package tidings.event;

import org.jspecify.annotations.NullMarked;
