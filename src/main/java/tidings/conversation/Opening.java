package tidings.conversation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** How a database is opened: a pool of connections, the schema, the entities over both. */
record Opening(DatabaseSettings settings) {

  /** The empty file flyway.location in it is how Flyway finds it in a Liberty. */
  private static final String SCHEMA = "classpath:tidings/conversation/schema";

  private static final ClassLoader LOADER = Opening.class.getClassLoader();

  /** Fails if not even one connection can be had. */
  HikariDataSource pool() {
    var config = new HikariConfig();
    config.setPoolName("tidings-database");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    // The last connection that closes would close H2's file with it.
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.timeout().toMillis());
    config.setInitializationFailTimeout(settings.timeout().toMillis());
    if (settings.isPostgres()) {
      config.setDriverClassName("org.postgresql.Driver");
      config.addDataSourceProperty("ApplicationName", "tidings " + settings.node());
      config.addDataSourceProperty("tcpKeepAlive", "true");
      // A server that is gone without a word holds nobody for longer than this, in seconds.
      config.addDataSourceProperty("connectTimeout", settings.timeoutSeconds());
      config.addDataSourceProperty("socketTimeout", 6 * settings.timeoutSeconds());
    } else {
      config.setDriverClassName("org.h2.Driver");
    }
    return new HikariDataSource(config);
  }

  /** Brings the schema to this version; several nodes that start at once take turns. */
  void migrate(DataSource pool) {
    Flyway.configure(LOADER)
        .dataSource(pool)
        .locations(SCHEMA)
        .callbackLocations(SCHEMA)
        .failOnMissingLocations(true)
        .table("tidings_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  EntityManagerFactory entities(DataSource pool) {
    return Persistence.createEntityManagerFactory(
        "tidings", Map.of("jakarta.persistence.nonJtaDataSource", pool));
  }

  /** The thread's class loader is where providers are looked for. */
  static void onThisThread() {
    Thread.currentThread().setContextClassLoader(LOADER);
  }
}
