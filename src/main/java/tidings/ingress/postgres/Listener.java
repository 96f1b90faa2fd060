package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import tidings.platform.database.DatabaseBootstrap;
import tidings.platform.database.Failures;

/**
 * Receives PostgreSQL's notifications of committed rows, over a connection of its own, and wakes
 * the readers. The table remains the source of truth and is polled anyway. Behind a pooler no node
 * listens and the table is polled more often: a notification would not come through, and {@code
 * LISTEN} would stay with a session that other clients use next. The connection is also the first
 * to detect a lost database: it is tested every second.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Listener.class.getName());
  private static final Duration TRIED_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final OutboxSettings settings;
  private final DatabaseBootstrap opening;
  private final WakeSignal bell;
  private final SourceAvailability availability;
  private volatile @Nullable Connection open;
  private volatile @Nullable String unreachable;
  private volatile boolean hears;
  private final AtomicBoolean reportedPolling = new AtomicBoolean();
  private volatile boolean closed;

  Listener(OutboxSettings settings, WakeSignal bell) {
    this.settings = settings;
    this.bell = bell;
    opening = new DatabaseBootstrap(settings.database());
    availability = new SourceAvailability(null, line("is listened to again"));
  }

  private String line(String what) {
    return "The outbox in " + settings.database().address() + ": " + what;
  }

  /** Whether PostgreSQL's notifications are received at the moment. */
  boolean hears() {
    return hears;
  }

  /** The reason why the database accepts no connection; empty while one is open. */
  Optional<String> error() {
    return Optional.ofNullable(unreachable);
  }

  /**
   * Listens until the connection ends.
   *
   * @param lasts called each time the connection has been tested, or a notification has come: a
   *     connection that only opens is not a success
   */
  void listen(Runnable lasts) throws SQLException {
    try (var connection = connect()) {
      open = connection;
      hears = mayListen(connection) && subscribe(connection);
      bell.ring(); // for rows committed before it listened
      while (!closed) {
        if (isNotified(connection)) {
          bell.ring();
        }
        lasts.run();
      }
    } finally {
      open = null;
      hears = false;
    }
  }

  private Connection connect() throws SQLException {
    try {
      var connection = opening.connect("listener", ANSWER);
      unreachable = null;
      return connection;
    } catch (SQLException e) {
      if (Failures.isUnavailable(e)) {
        unreachable = Failures.reason(e);
      }
      throw e;
    }
  }

  private boolean mayListen(Connection connection) throws SQLException {
    boolean may =
        switch (settings.listening()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case DETECT -> !DatabaseBootstrap.isPooled(connection);
        };
    if (!may && !reportedPolling.getAndSet(true)) {
      LOG.info(() -> line(describe("is not listened to")));
    }
    return may;
  }

  private String describe(String why) {
    return "%s; it is polled every %d ms".formatted(why, settings.pollUncalled().toMillis());
  }

  private boolean subscribe(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("listen tidings_outbox");
      availability.markAvailable();
      return true;
    } catch (SQLException e) {
      report(e);
      if (Failures.isUnavailable(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Waits for a notification. If none comes, it tests the server. */
  private static boolean isNotified(Connection connection) throws SQLException {
    var notifications =
        connection
            .unwrap(PGConnection.class)
            .getNotifications(Math.toIntExact(TRIED_EVERY.toMillis()));
    if (notifications != null && notifications.length > 0) {
      return true;
    }
    if (!connection.isValid(Math.toIntExact(ANSWER.toSeconds()))) {
      throw new SQLException("the server does not respond", "08006");
    }
    return false;
  }

  /** An unreachable database is reported by the readers. */
  void report(SQLException e) {
    if (!Failures.isUnavailable(e)) {
      var cause = Failures.cause(e);
      availability.markUnreachable(
          "not listened to", cause, line(describe("cannot be listened to (" + cause + ")")), null);
    }
  }

  @Override
  public void close() {
    closed = true;
    var connection = open;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.warning(() -> "The outbox's listening connection did not close: " + e.getMessage());
      }
    }
  }
}
