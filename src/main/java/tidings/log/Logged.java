package tidings.log;

import tidings.event.Event;

/**
 * An event with its place in the log.
 *
 * @param event the event
 * @param cursor the place behind it
 * @param takenNanos {@link System#nanoTime} of this node when the event came in
 */
public record Logged(Event event, Cursor cursor, long takenNanos) {}
