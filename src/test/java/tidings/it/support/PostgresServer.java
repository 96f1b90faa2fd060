package tidings.it.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL, a process of its own or a container, that can be stopped and restarted on its
 * data.
 */
public final class PostgresServer implements AutoCloseable {

  private static final String IMAGE = "postgres:17";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final int port = FreePort.find();
  private @Nullable EmbeddedPostgres embedded;
  private @Nullable Container container;

  private PostgresServer(Path folder) {
    this.folder = folder;
    launch();
  }

  /** Starts a server on an empty folder below {@code target/it}. */
  public static PostgresServer start(String name) {
    var folder = Path.of("target/it", name).toAbsolutePath();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PostgresServer(folder);
  }

  /**
   * Starts another server with a copy of this one's data, which accepts no writes until it is
   * promoted. This one is stopped for the copy and restarted.
   */
  public PostgresServer replica(String name) {
    var copy = Path.of("target/it", name).toAbsolutePath();
    stop();
    try {
      Folders.delete(copy);
      Folders.copy(folder, copy);
      Files.createFile(copy.resolve("standby.signal"));
      // PostgreSQL refuses a folder that others may read.
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    startAgain();
    return new PostgresServer(copy);
  }

  private void launch() {
    if (Container.isWanted()) {
      launchContainer();
      return;
    }
    try {
      embedded =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              .setPort(port)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data are inside the container: they stay while it is stopped. */
  private void launchContainer() {
    if (container == null) {
      container =
          Container.start(
              IMAGE,
              List.of(port),
              Map.of("POSTGRES_HOST_AUTH_METHOD", "trust"),
              List.of(),
              List.of("postgres", "-p", String.valueOf(port)));
    } else {
      container.startAgain();
    }
    Awaitility.await("PostgreSQL answers").atMost(START).until(this::answers);
  }

  private boolean answers() {
    try (var connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  public String url() {
    return url("postgres");
  }

  /** The URL of another database on it. */
  public String url(String database) {
    return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
  }

  public int port() {
    return port;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** Executes any statements in one transaction, like another program. */
  public void run(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public long count(String from) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  public void stop() {
    if (container != null) {
      container.kill();
    }
    if (embedded != null) {
      try {
        embedded.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      embedded = null;
    }
  }

  public void startAgain() {
    launch();
  }

  @Override
  public void close() {
    if (container != null) {
      container.close();
    } else {
      stop();
    }
  }
}
