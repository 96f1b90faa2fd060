package tidings.log;

/** The log's answer about a cursor. */
public enum CursorStatus {
  /** The entries that follow the cursor can be read. */
  READABLE,
  /** Entries that follow the cursor have been deleted. */
  EXPIRED,
  /** The log has no such position yet: the cursor is made up, or the log lost its end. */
  AHEAD,
  /** The cursor belongs to another log. */
  FOREIGN
}
