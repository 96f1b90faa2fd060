package tidings.log;

import java.util.List;

/**
 * The start of a node's reading of its log, or its continuation after a loss. A new one begins when
 * the log has a new epoch, has lost its end, or has lost entries that were not read yet. Live
 * subscribers were never offered the entries between the last one read and {@code fresh}, so each
 * of them must receive a gap.
 *
 * <p>Compared by identity: each object is one start.
 */
public final class Origin {

  private final Cursor begin;
  private final Cursor fresh;
  private final boolean anotherLog;

  /**
   * @param begin cursor from which entries are given
   * @param fresh cursor from which entries are new; entries before it are only for reconnecting
   *     clients
   * @param anotherLog false if it is the same log, which has lost entries
   */
  public Origin(Cursor begin, Cursor fresh, boolean anotherLog) {
    this.begin = begin;
    this.fresh = fresh;
    this.anotherLog = anotherLog;
  }

  /** The origin of a node that has not reached its log yet: a cursor of no log. */
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
