package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import tidings.ingress.Ingestor;

/**
 * Takes one batch of one lane at a time: locks the lane, hands the rows on, removes them, commits.
 * Whatever fails leaves the rows as they were, and unlocked. One thread; several share the counts.
 *
 * @param table what is asked in SQL
 * @param pool of connections
 * @param intake where rows go
 * @param taken counts them
 * @param taking how many readers of this node are handing rows on at the moment
 */
record LaneReader(
    OutboxTable table, DataSource pool, Ingestor intake, LongAdder taken, AtomicInteger taking) {

  /** What became of one look at the table. */
  sealed interface Outcome {
    /** A batch of this lane was taken, and its rows are done. */
    record Taken(int lane, int rows) implements Outcome {}

    /**
     * There is nothing that nobody else has.
     *
     * @param alone whether no other reader of this node has something either
     */
    record Nothing(boolean alone) implements Outcome {}

    /** The rows cannot be taken now: the log or the dead letters do not take them. */
    record Refused(Throwable cause) implements Outcome {}
  }

  /**
   * Looks once.
   *
   * @param last the lane that was taken before
   */
  Outcome look(int last) throws SQLException {
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      var outcome = look(connection, last);
      switch (outcome) {
        case Outcome.Taken(int _, int rows) -> {
          connection.commit();
          taken.add(rows);
        }
        case Outcome.Nothing _, Outcome.Refused _ -> connection.rollback();
      }
      return outcome;
    } // What throws has the pool roll back.
  }

  private Outcome look(Connection connection, int last) throws SQLException {
    boolean alone = taking.get() == 0;
    table.begin(connection);
    var lane = table.lock(connection, last);
    if (lane.isEmpty()) {
      return new Outcome.Nothing(alone && taking.get() == 0);
    }
    var rows = table.waiting(connection, lane.getAsInt());
    taking.incrementAndGet();
    try {
      intake.take(rows.stream().map(OutboxRow::input).toList());
    } catch (RuntimeException | Error e) { // whatever it is, the next look may go well
      return new Outcome.Refused(e);
    } finally {
      taking.decrementAndGet();
    }
    table.done(connection, rows);
    return new Outcome.Taken(lane.getAsInt(), rows.size());
  }
}
