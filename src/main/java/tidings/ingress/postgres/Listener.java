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
 * Hears PostgreSQL call when rows were committed, over a connection of its own, and rings the bell.
 * The truth is the table, which is looked at anyway: behind a pooler, where a call would not come
 * through and {@code LISTEN} would stay with a session that others use next, nobody listens and the
 * table is looked at more often. The connection is also what finds out first that the database is
 * gone: it is tried every second.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Listener.class.getName());
  private static final Duration TRIED_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final OutboxSettings settings;
  private final DatabaseBootstrap opening;
  private final WakeSignal bell;
  private final SourceAvailability standing;
  private volatile @Nullable Connection open;
  private volatile @Nullable String unreachable;
  private volatile boolean hears;
  private final AtomicBoolean toldOfPolling = new AtomicBoolean();
  private volatile boolean closed;

  Listener(OutboxSettings settings, WakeSignal bell) {
    this.settings = settings;
    this.bell = bell;
    opening = new DatabaseBootstrap(settings.database());
    standing = new SourceAvailability(null, line("is listened to again"));
  }

  private String line(String what) {
    return "The outbox in " + settings.database().place() + ": " + what;
  }

  /** Whether PostgreSQL's calls are heard at the moment. */
  boolean hears() {
    return hears;
  }

  /** Why the database accepts no connection; empty while one stands. */
  Optional<String> trouble() {
    return Optional.ofNullable(unreachable);
  }

  /**
   * Listens until the connection ends.
   *
   * @param lasts called again and again, each time that the connection has been tried, or a call
   *     has come: one that only opens is no success
   */
  void listen(Runnable lasts) throws SQLException {
    try (var connection = connect()) {
      open = connection;
      hears = mayListen(connection) && subscribe(connection);
      bell.ring(); // for what came before it listened
      while (!closed) {
        if (isCalled(connection)) {
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
      if (Failures.isAway(e)) {
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
    if (!may && !toldOfPolling.getAndSet(true)) {
      LOG.info(() -> line(lookedAt("is not listened to")));
    }
    return may;
  }

  private String lookedAt(String why) {
    return "%s; it is looked at every %d ms".formatted(why, settings.pollUncalled().toMillis());
  }

  private boolean subscribe(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("listen tidings_outbox");
      standing.there();
      return true;
    } catch (SQLException e) {
      tell(e);
      if (Failures.isAway(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Waits for a call; one that does not come says nothing of the server, which is tried then. */
  private static boolean isCalled(Connection connection) throws SQLException {
    var calls =
        connection
            .unwrap(PGConnection.class)
            .getNotifications(Math.toIntExact(TRIED_EVERY.toMillis()));
    if (calls != null && calls.length > 0) {
      return true;
    }
    if (!connection.isValid(Math.toIntExact(ANSWER.toSeconds()))) {
      throw new SQLException("the server does not answer", "08006");
    }
    return false;
  }

  /** A database that is away is told of by those who read the table. */
  void tell(SQLException e) {
    if (!Failures.isAway(e)) {
      var cause = Failures.cause(e);
      standing.away(
          "not listened to", cause, line(lookedAt("cannot be listened to (" + cause + ")")), null);
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
