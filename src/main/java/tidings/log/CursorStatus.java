package tidings.log;

/** What the log can say of a place. */
public enum CursorStatus {
  /** What follows the place can be read. */
  READABLE,
  /** Entries that follow the place are no longer there. */
  EXPIRED,
  /** The log has not come that far: the place is made up, or the log lost its end. */
  AHEAD,
  /** A place in another log. */
  FOREIGN
}
