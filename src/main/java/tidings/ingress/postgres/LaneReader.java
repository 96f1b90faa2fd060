package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import tidings.ingress.Ingestor;

/**
 * Takes one batch of one lane at a time: locks the lane, hands the rows on, removes them, commits.
 * Any failure leaves the rows unchanged and unlocked. One thread; several share the counts.
 *
 * @param table the SQL statements
 * @param pool the connections
 * @param intake receives the rows
 * @param ingested counts them
 * @param taking number of this node's readers that are handing rows on at the moment
 */
record LaneReader(
    OutboxTable table, DataSource pool, Ingestor intake, LongAdder ingested, AtomicInteger taking) {

  /** The result of one read of the table. */
  sealed interface Outcome {
    /** A batch of this lane was taken, and its rows are done. */
    record Ingested(int lane, int rows) implements Outcome {}

    /**
     * No rows wait, except in lanes that other readers hold.
     *
     * @param alone whether the other readers of this node have none either
     */
    record Nothing(boolean alone) implements Outcome {}

    /** The rows cannot be taken now: the log or the dead letters do not accept them. */
    record Refused(Throwable cause) implements Outcome {}
  }

  /**
   * Reads once.
   *
   * @param last the lane that was taken before
   */
  Outcome readLane(int last) throws SQLException {
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      var outcome = readLane(connection, last);
      switch (outcome) {
        case Outcome.Ingested(int _, int rows) -> {
          connection.commit();
          ingested.add(rows);
        }
        case Outcome.Nothing _, Outcome.Refused _ -> connection.rollback();
      }
      return outcome;
    } // An exception makes the pool roll back.
  }

  private Outcome readLane(Connection connection, int last) throws SQLException {
    boolean alone = taking.get() == 0;
    table.begin(connection);
    var lane = table.lock(connection, last);
    if (lane.isEmpty()) {
      return new Outcome.Nothing(alone && taking.get() == 0);
    }
    var rows = table.waiting(connection, lane.getAsInt());
    taking.incrementAndGet();
    try {
      intake.ingest(rows.stream().map(OutboxRow::input).toList());
    } catch (RuntimeException | Error e) { // for any exception, the next read may succeed
      return new Outcome.Refused(e);
    } finally {
      taking.decrementAndGet();
    }
    table.done(connection, rows);
    return new Outcome.Ingested(lane.getAsInt(), rows.size());
  }
}
