package tidings.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** How a database is opened: a pool of connections, and the schema. Thread-safe. */
public record DatabaseBootstrap(DatabaseSettings settings) {

  private static final ClassLoader LOADER = DatabaseBootstrap.class.getClassLoader();

  /** The pool takes no less. */
  private static final long LEAST_VALIDATION_MILLIS = 250;

  /** One row, which says what the role may not do, unless its tables are there or can be made. */
  private static final String MISSING_RIGHT =
      """
      select case
        when current_schema() is null
          then format('role %s has USAGE on no schema of its search_path', current_user)
        else format('role %s has no CREATE on schema %s', current_user, current_schema()) end
      where to_regclass(?) is null
        and not coalesce(has_schema_privilege(current_schema(), 'create'), false)\
      """;

  /** How often an idle connection is tried, which a firewall may have dropped without a word. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  /**
   * A pool; fails if not even one connection can be had.
   *
   * @param name of the pool
   * @param connections most that it has open at once
   */
  public HikariDataSource pool(String name, int connections) {
    return new HikariDataSource(config(name, connections));
  }

  /**
   * A connection to PostgreSQL beside the pool, which its caller closes.
   *
   * @param purpose shown by the server beside the name of the node
   * @param answer how long the server may take to accept it, and for each statement
   */
  public Connection connect(String purpose, Duration answer) throws SQLException {
    var properties = postgres();
    properties.setProperty("ApplicationName", "tidings %s %s".formatted(settings.node(), purpose));
    var seconds = String.valueOf(Math.max(1, answer.toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return new PostgresConnections(settings.url(), properties).getConnection();
  }

  /** Whether a pooler, such as PgBouncer, stands between this connection and PostgreSQL. */
  public static boolean isPooled(Connection connection) throws SQLException {
    return PostgresConnections.isPooled(connection);
  }

  private HikariConfig config(String name, int connections) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    // The last connection that closes would close H2's file with it.
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.timeout().toMillis());
    config.setInitializationFailTimeout(settings.timeout().toMillis());
    // A call that finds an idle connection dead has time left to open another.
    config.setValidationTimeout(
        Math.max(LEAST_VALIDATION_MILLIS, settings.timeout().toMillis() / 4));
    config.setKeepaliveTime(KEEPALIVE.toMillis());
    if (settings.isPostgres()) {
      config.setDataSource(new PostgresConnections(settings.url(), postgres()));
    } else {
      config.setDriverClassName("org.h2.Driver");
      config.setJdbcUrl(settings.url());
      config.setUsername(settings.user());
      config.setPassword(settings.password());
    }
    return config;
  }

  /** Properties of PostgreSQL's driver; those in the URL win. */
  private Properties postgres() {
    var properties = new Properties();
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    if (settings.password() != null) {
      properties.setProperty("password", settings.password());
    }
    properties.setProperty("ApplicationName", "tidings " + settings.node());
    properties.setProperty("tcpKeepAlive", "true");
    // Of several servers the one that takes writes, and none that only reads.
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("hostRecheckSeconds", "1");
    // A server that is gone without a word holds nobody for longer than this, in seconds.
    properties.setProperty("connectTimeout", String.valueOf(settings.timeoutSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(6 * settings.timeoutSeconds()));
    return properties;
  }

  /**
   * Brings a schema to this version; several nodes that start at once take turns.
   *
   * @param scripts where its scripts are, among the resources; an empty file flyway.location beside
   *     them is how they are found in a Liberty
   * @param history table that notes which of them have run
   * @throws FlywayException if they cannot be run
   */
  public void migrate(DataSource pool, String scripts, String history) {
    if (settings.isPostgres()) {
      requireSchema(pool, history);
    }
    Flyway.configure(LOADER)
        .dataSource(pool)
        .locations(location(scripts))
        .callbackLocations(location(scripts))
        .failOnMissingLocations(true)
        .table(history)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  /** Flyway would try for ten seconds to make the table, and not name the schema without one. */
  private static void requireSchema(DataSource pool, String history) {
    try (var connection = pool.getConnection();
        var select = connection.prepareStatement(MISSING_RIGHT)) {
      select.setString(1, history);
      try (var missing = select.executeQuery()) {
        if (missing.next()) {
          throw new SQLException(missing.getString(1), "42501");
        }
      }
    } catch (SQLException e) {
      throw new FlywayException("the tables cannot be made or brought up to date", e);
    }
  }

  private static String location(String scripts) {
    return location(scripts, LOADER.getResource(scripts + "/flyway.location"));
  }

  /**
   * Where Flyway finds scripts. It cannot read classes out of a folder whose path is encoded in a
   * URL, as one with a space is: such a folder is named as one of the file system.
   *
   * @param marker the empty file beside the scripts; null if there is none
   */
  static String location(String scripts, @Nullable URL marker) {
    if (marker != null && marker.getProtocol().equals("file")) {
      try {
        return "filesystem:" + Path.of(marker.toURI()).getParent();
      } catch (URISyntaxException e) {
        return "classpath:" + scripts; // a URL that is not encoded, as its path needs none
      }
    }
    return "classpath:" + scripts;
  }

  /** The thread's class loader is where providers are looked for. */
  public static void onThisThread() {
    Thread.currentThread().setContextClassLoader(LOADER);
  }
}
