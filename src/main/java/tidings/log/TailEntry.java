package tidings.log;

import tidings.event.Event;

/**
 * An entry as this node reads it.
 *
 * @param entry the event and its offset
 * @param cursor the cursor behind it, in the order in which this node reads
 * @param fresh false for an entry that was in the log before this node started; it is read only for
 *     reconnecting clients
 */
public record TailEntry(LogEntry entry, Cursor cursor, boolean fresh) {

  public Event event() {
    return entry.event();
  }
}
