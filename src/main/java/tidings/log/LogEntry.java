package tidings.log;

import tidings.event.Event;

/**
 * An event in the log.
 *
 * @param event the event
 * @param place where it lies
 * @param takenNanos {@link System#nanoTime} of this node when the event came in; 0 if it was read
 *     back later
 */
public record LogEntry(Event event, Offset place, long takenNanos) {}
