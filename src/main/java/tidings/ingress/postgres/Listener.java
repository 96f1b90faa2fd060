package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import tidings.database.Failures;
import tidings.database.Opening;

/**
 * Hears PostgreSQL call when rows were committed, over a connection of its own, and rings the bell.
 * The truth is the table, which is looked at anyway: what is not heard, because a pooler stands
 * between, only comes later.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Listener.class.getName());

  private final OutboxSettings settings;
  private final Doorbell bell;
  private volatile @Nullable Connection open;
  private volatile boolean closed;
  private final Standing standing;

  Listener(OutboxSettings settings, Doorbell bell) {
    this.settings = settings;
    this.bell = bell;
    standing = new Standing(null, line("is listened to again"));
  }

  private String line(String what) {
    return "The outbox in " + settings.database().place() + ": " + what;
  }

  /**
   * Listens until the connection ends.
   *
   * @param lasts called again and again, each time that the connection has lasted for a poll or
   *     until a call: one that only opens is no success
   */
  void listen(Runnable lasts) throws SQLException {
    try (var connection = connect()) {
      open = connection;
      subscribe(connection);
      bell.ring(); // for what came before it listened
      var postgres = connection.unwrap(PGConnection.class);
      int wait = (int) Math.min(Integer.MAX_VALUE, settings.poll().toMillis());
      while (!closed) {
        var calls = postgres.getNotifications(wait);
        lasts.run();
        if (calls != null && calls.length > 0) {
          bell.ring();
        }
      }
    } finally {
      open = null;
    }
  }

  private Connection connect() throws SQLException {
    var database = settings.database();
    var properties = new Properties();
    properties.putAll(new Opening(database).postgres());
    if (database.user() != null) {
      properties.setProperty("user", database.user());
    }
    if (database.password() != null) {
      properties.setProperty("password", database.password());
    }
    var connection = new Driver().connect(database.url(), properties);
    if (connection == null) {
      throw new SQLException(database.place() + " is no URL of PostgreSQL");
    }
    return connection;
  }

  private void subscribe(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("listen tidings_outbox");
      standing.there();
    } catch (SQLException e) {
      tell(e);
      if (Failures.isAway(e)) {
        throw e;
      }
    }
  }

  /** A database that is away is told of by those who read the table. */
  void tell(SQLException e) {
    if (!Failures.isAway(e)) {
      var cause = Failures.cause(e);
      var next = "it is looked at every " + settings.poll().toMillis() + " ms";
      var line = line("cannot be listened to (%s); %s".formatted(cause, next));
      standing.away("not listened to", cause, line, null);
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
