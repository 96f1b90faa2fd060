package tidings.ingress.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import tidings.ingress.Ingestor;
import tidings.it.support.PostgresServer;
import tidings.log.LogSettings;
import tidings.platform.database.DatabaseSettings;

/** The outboxes of several nodes, on one PostgreSQL and one log, without the rest of the nodes. */
final class Nodes {

  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final int MAX_DATA = 65_536;

  private static final AtomicInteger DATABASES = new AtomicInteger();

  final String url;
  final FakeLog log = new FakeLog();

  private Nodes(String url) {
    this.url = url;
  }

  /** On a new database of this server. */
  static Nodes on(PostgresServer postgres) {
    var name = "nodes" + DATABASES.incrementAndGet();
    new Nodes(postgres.url()).sql("create database " + name);
    return new Nodes(postgres.url(name));
  }

  /** On the database at this URL. */
  static Nodes at(String url) {
    return new Nodes(url);
  }

  /** Its name. */
  String database() {
    return url.replaceAll(".*/|[?].*", "");
  }

  /** On the same database, over another connection URL. */
  Nodes by(String way) {
    return new Nodes(way);
  }

  /** Migrates the schema to this version only, as a former release left it. */
  void migrateTo(String version) {
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:tidings/ingress/postgres/schema")
        .table("tidings_outbox_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .target(version)
        .load()
        .migrate();
  }

  /** The settings of most tests: no polling, unless the test requests it. */
  OutboxSettings settings() {
    return settings(500, Duration.ofHours(1), Duration.ZERO, Duration.ofMinutes(1));
  }

  OutboxSettings settings(int batch, Duration poll, Duration keep, Duration lease) {
    var database = new DatabaseSettings(url, null, null, 1, Duration.ofSeconds(1), "node");
    return new OutboxSettings(database, 2, batch, poll, keep, lease, Listening.DETECT);
  }

  Outbox start() {
    return start(settings());
  }

  /** Starts one and waits until it reads. */
  Outbox start(OutboxSettings settings) {
    var outbox = launch(settings);
    Awaitility.await("the outbox is read").atMost(PATIENCE).until(() -> outbox.error().isEmpty());
    return outbox;
  }

  Outbox launch(OutboxSettings settings) {
    var kafka = new LogSettings.Kafka(List.of(), "", "", 1, PATIENCE, Map.of());
    var limits =
        new LogSettings(
            new LogSettings.Dedupe(PATIENCE, 0),
            new LogSettings.Retention(0, 0, 50),
            new LogSettings.Replay(0, 0),
            0,
            MAX_DATA,
            0,
            kafka);
    var outbox = new Outbox(settings, new Ingestor(log, log, limits), new Random(1));
    outbox.start();
    return outbox;
  }

  Connection connect() {
    try {
      return DriverManager.getConnection(url);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a transaction of its own. */
  void sql(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long count(String from) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(from, e);
    }
  }

  /** The PostgreSQL process of a listener's connection, as soon as there is one. */
  int listener() {
    var sql =
        "select pid from pg_stat_activity"
            + " where datname = current_database() and application_name like '% listener'";
    try (var connection = connect();
        var statement = connection.createStatement()) {
      return Awaitility.await("a listener")
          .atMost(PATIENCE)
          .until(() -> first(statement, sql), pid -> pid > 0);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static int first(Statement statement, String sql) throws SQLException {
    try (var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  void awaitEvents(long count) {
    Awaitility.await(count + " events")
        .atMost(PATIENCE)
        .until(log::events, events -> events >= count);
  }

  void awaitEmpty() {
    Awaitility.await("no row is left")
        .atMost(PATIENCE)
        .until(() -> count("tidings_outbox where done_at is null") == 0);
  }
}
