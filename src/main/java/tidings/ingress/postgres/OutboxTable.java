package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The SQL statements on the table. Each call is part of its caller's transaction.
 *
 * <p>The reason why the order of a key holds: a writer may write two rows of a key one after
 * another, in one transaction or in two of which the second waits for the first (for example for
 * the row lock of a row that both change). Their ids have that order, since a sequence without
 * cache gives out ascending ids. A reader that sees the second row also sees the first: it was
 * committed before, or with it. One node at a time reads a lane, and its snapshot is not older than
 * its lock, so the former holder's removals are done. A row that becomes visible later with a lower
 * id than one already taken belongs to a concurrent transaction, and has no order with it.
 */
record OutboxTable(int batch, Duration keep, Duration lease) {

  /** Number of rows fetched from the database at once. */
  private static final int FETCH = 50;

  /** Maximum size of a batch; the rows beyond it are left for the next one. */
  private static final int BATCH_BYTES = 4 << 20;

  /**
   * The first statements of a transaction. The snapshot of a lane must not be older than its lock,
   * whatever the server's default is; and an unresponsive node keeps its lane for no longer than
   * the lease. Both settings are of the transaction: a setting of the session would stay with a
   * pooler, for other clients.
   */
  void begin(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "set transaction isolation level read committed;"
              + " set local idle_in_transaction_session_timeout = "
              + lease.toMillis());
    }
  }

  /**
   * Locks a lane with waiting rows until the transaction ends; empty if there is none that is free.
   *
   * @param last the lane after which to look first, so that a busy lane starves no other
   */
  OptionalInt lock(Connection connection, int last) throws SQLException {
    var sql =
        """
        select lane from tidings_outbox_lanes lanes
        where exists (
          select from tidings_outbox waiting
          where waiting.lane = lanes.lane and waiting.done_at is null)
        order by (lane + 15 - ?) % 16
        limit 1
        for update skip locked\
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setInt(1, last);
      try (var lanes = select.executeQuery()) {
        return lanes.next() ? OptionalInt.of(lanes.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  /** The first rows of a lane, by their ids. */
  List<OutboxRow> waiting(Connection connection, int lane) throws SQLException {
    var sql =
        "select "
            + OutboxRow.COLUMNS
            + " from tidings_outbox where lane = ? and done_at is null order by id limit ?";
    try (var select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      select.setInt(1, lane);
      select.setInt(2, batch);
      try (var found = select.executeQuery()) {
        var rows = new ArrayList<OutboxRow>();
        for (int bytes = 0; bytes < BATCH_BYTES && found.next(); ) {
          var row = OutboxRow.read(found);
          bytes += row.bytes();
          rows.add(row);
        }
        return rows;
      }
    }
  }

  /**
   * Stores the maximum size of an event's data, for writers that leave values out of larger rows.
   */
  static void limit(Connection connection, int dataBytes) throws SQLException {
    var sql = "update tidings_outbox_limits set data_bytes = ? where data_bytes <> ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setInt(1, dataBytes);
      update.setInt(2, dataBytes);
      update.executeUpdate();
    }
  }

  /** Marks rows as taken. */
  void done(Connection connection, List<OutboxRow> rows) throws SQLException {
    var sql =
        keep.isZero()
            ? "delete from tidings_outbox where id = any(?)"
            : "update tidings_outbox set done_at = clock_timestamp() where id = any(?)";
    try (var statement = connection.prepareStatement(sql)) {
      var ids = rows.stream().map(OutboxRow::id).toArray();
      statement.setArray(1, connection.createArrayOf("bigint", ids));
      statement.executeUpdate();
    }
  }
}
