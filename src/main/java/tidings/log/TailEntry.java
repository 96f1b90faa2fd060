package tidings.log;

import tidings.event.Event;

/**
 * An entry as this node reads it.
 *
 * @param entry the event and where it lies
 * @param cursor the place behind it, in the order in which this node reads
 * @param fresh false for what lay in the log before this node started, and is read only so that
 *     those who come back can have it
 */
public record TailEntry(LogEntry entry, Cursor cursor, boolean fresh) {

  public Event event() {
    return entry.event();
  }
}
