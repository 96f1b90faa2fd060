/**
 * The event model: an event, its audience and its priority.
 *
 * <p>Receives and hands on nothing itself; every other package uses these records. Invariant: every
 * {@link tidings.event.Event} is valid, whichever ingress it came from.
 */
@NullMarked
package tidings.event;

import org.jspecify.annotations.NullMarked;
