package tidings.platform.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * Opens connections to PostgreSQL. Each one detects whether a pooler is in between. In a pooler's
 * transaction mode every transaction may run on another session of the server. That session does
 * not know the statements that the driver has named, or knows others of the same name. Such a
 * connection names no statements. Thread-safe.
 *
 * @param url JDBC URL; its parameters win over the properties
 * @param properties of the driver
 */
record PostgresConnections(String url, Properties properties) implements DataSource {

  private static final String NAMES_STATEMENTS = "prepareThreshold";

  @Override
  public Connection getConnection() throws SQLException {
    return connect(properties);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    var own = new Properties();
    own.putAll(properties);
    own.setProperty("user", user);
    own.setProperty("password", password);
    return connect(own);
  }

  private Connection connect(Properties all) throws SQLException {
    var connection = new Driver().connect(url, all);
    if (connection == null) {
      throw new SQLException("tidings.database.url is not a URL of PostgreSQL");
    }
    try {
      if (!url.contains(NAMES_STATEMENTS) && isPooled(connection)) {
        connection.unwrap(PGConnection.class).setPrepareThreshold(0);
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Whether a pooler is between this connection and the server. The key with which a client cancels
   * its statements comes with the number of the server process. A pooler makes up both, because it
   * has no process for a client.
   */
  static boolean isPooled(Connection connection) throws SQLException {
    int announced = connection.unwrap(PGConnection.class).getBackendPID();
    try (var select = connection.createStatement();
        var process = select.executeQuery("select pg_backend_pid()")) {
      return process.next() && process.getInt(1) != announced;
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  /** Does nothing: the driver's property connectTimeout applies. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("no wrapper of " + type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "PostgresConnections";
  }
}
