package tidings.log;

/**
 * The result of appending events to the log.
 *
 * @param accepted number of events that were appended
 * @param duplicates number of events that the log already had
 * @param cursor a cursor behind all of these events
 */
public record Appended(int accepted, int duplicates, Cursor cursor) {}
