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

/** Opens a database: a pool of connections, and the schema. Thread-safe. */
public record DatabaseBootstrap(DatabaseSettings settings) {

  private static final ClassLoader LOADER = DatabaseBootstrap.class.getClassLoader();

  /** The minimum that the pool accepts. */
  private static final long LEAST_VALIDATION_MILLIS = 250;

  /**
   * Returns one row, which names the missing right, unless the role's tables exist or can be
   * created.
   */
  private static final String MISSING_RIGHT =
      """
      select case
        when current_schema() is null
          then format('role %s has USAGE on no schema of its search_path', current_user)
        else format('role %s has no CREATE on schema %s', current_user, current_schema()) end
      where to_regclass(?) is null
        and not coalesce(has_schema_privilege(current_schema(), 'create'), false)\
      """;

  /** Interval of the checks of an idle connection, which a firewall may have dropped silently. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);

  /**
   * Opens a pool; fails if it cannot open one connection.
   *
   * @param name of the pool
   * @param connections maximum number of open connections
   */
  public HikariDataSource pool(String name, int connections) {
    return new HikariDataSource(config(name, connections));
  }

  /**
   * Opens a connection to PostgreSQL outside of the pool; the caller closes it.
   *
   * @param purpose shown by the server next to the name of the node
   * @param answer maximum time to accept the connection, and for each statement
   */
  public Connection connect(String purpose, Duration answer) throws SQLException {
    var properties = postgres();
    properties.setProperty("ApplicationName", "tidings %s %s".formatted(settings.node(), purpose));
    var seconds = String.valueOf(Math.max(1, answer.toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return new PostgresConnections(settings.url(), properties).getConnection();
  }

  /** Whether a pooler, such as PgBouncer, is between this connection and PostgreSQL. */
  public static boolean isPooled(Connection connection) throws SQLException {
    return PostgresConnections.isPooled(connection);
  }

  private HikariConfig config(String name, int connections) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    // Otherwise the last connection that closes would close H2's file.
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
    // Of several servers, connects to the primary, never to a read-only replica.
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("hostRecheckSeconds", "1");
    // Maximum time, in seconds, that a silently lost server blocks a thread.
    properties.setProperty("connectTimeout", String.valueOf(settings.timeoutSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(6 * settings.timeoutSeconds()));
    return properties;
  }

  /**
   * Migrates a schema to this version. Nodes that start at the same time take turns.
   *
   * @param scripts folder of its scripts among the resources; Liberty needs an empty file
   *     flyway.location there to find them
   * @param history table that records the scripts that have run
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

  /**
   * Flyway would retry for ten seconds to create the table, and would not name a missing schema.
   */
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
      throw new FlywayException("the tables cannot be created or migrated", e);
    }
  }

  private static String location(String scripts) {
    return location(scripts, LOADER.getResource(scripts + "/flyway.location"));
  }

  /**
   * The location of the scripts for Flyway. Flyway cannot read a folder of classes whose path is
   * encoded in a URL, for example one with a space: such a folder is passed as a folder of the file
   * system.
   *
   * @param marker the empty file in the folder of the scripts; null if there is none
   */
  static String location(String scripts, @Nullable URL marker) {
    if (marker != null && marker.getProtocol().equals("file")) {
      try {
        return "filesystem:" + Path.of(marker.toURI()).getParent();
      } catch (URISyntaxException e) {
        return "classpath:" + scripts; // a URL that is not encoded, as its path needs no encoding
      }
    }
    return "classpath:" + scripts;
  }

  /** Flyway looks for providers in the thread's class loader. */
  public static void onThisThread() {
    Thread.currentThread().setContextClassLoader(LOADER);
  }
}
