/**
 * Reads CloudEvents and plain JSON into events and writes events as CloudEvents.
 *
 * <p>Receives bytes and headers from an ingress, hands on {@link tidings.event.Event}s. Invariant:
 * input is read whole or refused with every fault named; nothing is guessed and nothing is dropped.
 */
@NullMarked
package tidings.event.codec;

import org.jspecify.annotations.NullMarked;
