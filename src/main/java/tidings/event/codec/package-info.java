/**
 * Reads CloudEvents and plain JSON into events and writes events as CloudEvents.
 *
 * <p>Receives bytes and headers from an ingress, hands on {@link tidings.event.Event}s. Invariant:
 * input is read completely or rejected with every fault named; nothing is guessed or dropped.
 */
@NullMarked
package tidings.event.codec;

import org.jspecify.annotations.NullMarked;
