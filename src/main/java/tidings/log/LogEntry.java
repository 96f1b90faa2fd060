package tidings.log;

import tidings.event.Event;

/**
 * An event in the log.
 *
 * @param event the event
 * @param offset its offset
 * @param ingestedNanos {@link System#nanoTime} of this node when the event arrived; 0 if it was
 *     replayed
 */
public record LogEntry(Event event, Offset offset, long ingestedNanos) {}
