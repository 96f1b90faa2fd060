package tidings.log;

import java.util.List;

/**
 * Where a node began to read its log, or goes on after a loss. It begins anew when the log is
 * another one, has lost its end, or has lost entries that were not read yet: then nobody knows what
 * lies between what was read before and {@code fresh}, and who is live has to be told so.
 *
 * <p>Compared by identity: each is one beginning.
 */
public final class Origin {

  private final Cursor begin;
  private final Cursor fresh;
  private final boolean anotherLog;

  /**
   * @param begin the place from which on entries are given
   * @param fresh the place from which on they are fresh: what is given before it is only for those
   *     who come back
   * @param anotherLog false if it is the log that was read before, which has lost entries
   */
  public Origin(Cursor begin, Cursor fresh, boolean anotherLog) {
    this.begin = begin;
    this.fresh = fresh;
    this.anotherLog = anotherLog;
  }

  /** The beginning of a node that has not reached its log yet: a place in no log. */
  public static Origin unreached() {
    var nowhere = Cursor.of(0, List.of(0L));
    return new Origin(nowhere, nowhere, true);
  }

  public Cursor begin() {
    return begin;
  }

  public Cursor fresh() {
    return fresh;
  }

  public boolean isAnotherLog() {
    return anotherLog;
  }
}
