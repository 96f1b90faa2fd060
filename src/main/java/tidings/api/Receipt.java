package tidings.api;

/**
 * The answer of the log to {@link Publisher#publish}.
 *
 * @param accepted number of events that the log has taken
 * @param duplicates number of events that it already had, by their source and id; they are not
 *     delivered again
 * @param cursor a position behind all of these events: a {@code Last-Event-ID}
 */
public record Receipt(int accepted, int duplicates, String cursor) {}
