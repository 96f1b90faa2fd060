package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Checks the table regularly: measures its backlog, and removes rows whose retention has ended. */
final class Housekeeping {

  /** Maximum number of rows that one transaction removes. */
  private static final int SWEEP = 1000;

  private final Duration keep;
  private volatile long waiting;
  private volatile Duration oldest = Duration.ZERO;

  Housekeeping(Duration keep) {
    this.keep = keep;
  }

  /** Runs once, on a connection in auto-commit mode. */
  void run(Connection connection) throws SQLException {
    count(connection);
    if (!keep.isZero()) {
      while (sweep(connection) == SWEEP) {
        // the next ones
      }
    }
  }

  private void count(Connection connection) throws SQLException {
    var sql =
        """
        select count(*), coalesce(extract(epoch from now() - min(created_at)) * 1000, 0)::bigint
        from tidings_outbox where done_at is null\
        """;
    try (var statement = connection.createStatement();
        var counted = statement.executeQuery(sql)) {
      counted.next();
      waiting = counted.getLong(1);
      oldest = Duration.ofMillis(Math.max(0, counted.getLong(2)));
    }
  }

  /** One node at a time: a node that does not get the lock removes nothing. */
  private int sweep(Connection connection) throws SQLException {
    var sql =
        """
        with turn as materialized (
          select pg_try_advisory_xact_lock(hashtext('tidings_outbox_done')) as mine)
        delete from tidings_outbox where id in (
          select id from tidings_outbox
          where done_at < now() - make_interval(secs => ?) and (select mine from turn)
          order by done_at limit ?)\
        """;
    try (var delete = connection.prepareStatement(sql)) {
      delete.setDouble(1, keep.toMillis() / 1000.0);
      delete.setInt(2, SWEEP);
      return delete.executeUpdate();
    }
  }

  long waiting() {
    return waiting;
  }

  Duration oldest() {
    return oldest;
  }
}
