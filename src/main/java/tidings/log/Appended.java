package tidings.log;

/**
 * What the log took.
 *
 * @param accepted events that are in the log now
 * @param duplicates events that were in it already
 * @param cursor a place behind all of them
 */
public record Appended(int accepted, int duplicates, Cursor cursor) {}
