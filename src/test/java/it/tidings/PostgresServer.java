package it.tidings;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A real PostgreSQL, a process of its own, that can be stopped and started again on its data. */
final class PostgresServer implements AutoCloseable {

  private final Path folder;
  private EmbeddedPostgres server;

  private PostgresServer(Path folder) {
    this.folder = folder;
    server = launch(0);
  }

  /** Starts one on an empty folder below {@code target/it}. */
  static PostgresServer start(String name) {
    var folder = Path.of("target/it", name).toAbsolutePath();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PostgresServer(folder);
  }

  private EmbeddedPostgres launch(int port) {
    var builder = EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false);
    try {
      return (port == 0 ? builder : builder.setPort(port)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** Whatever statements, in one transaction, as another program sends them. */
  void run(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long count(String from) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    server = launch(server.getPort());
  }

  @Override
  public void close() {
    stop();
  }
}
