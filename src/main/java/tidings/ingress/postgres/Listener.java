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
 * between, only comes later. Between the calls it does the {@link Upkeep}.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Listener.class.getName());

  private final OutboxSettings settings;
  private final Doorbell bell;
  private final Upkeep upkeep;
  private volatile @Nullable Connection open;
  private volatile boolean closed;
  private final Standing standing;

  Listener(OutboxSettings settings, Doorbell bell, Upkeep upkeep) {
    this.settings = settings;
    this.bell = bell;
    this.upkeep = upkeep;
    standing = new Standing(null, line("is listened to again"));
  }

  private String line(String what) {
    return "The outbox in " + settings.database().place() + ": " + what;
  }

  /**
   * Listens until the connection ends.
   *
   * @param connected called when there is one
   */
  void listen(Runnable connected) throws SQLException {
    try (var connection = connect()) {
      open = connection;
      subscribe(connection);
      connected.run();
      bell.ring(); // for what came before it listened
      var postgres = connection.unwrap(PGConnection.class);
      int wait = (int) Math.min(Integer.MAX_VALUE, settings.poll().toMillis());
      long kept = System.nanoTime();
      upkeep.look(connection);
      while (!closed) {
        var calls = postgres.getNotifications(wait);
        if (calls != null && calls.length > 0) {
          bell.ring();
        }
        if (System.nanoTime() - kept >= settings.poll().toNanos()) {
          upkeep.look(connection);
          kept = System.nanoTime();
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
