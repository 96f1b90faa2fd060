package tidings.it.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Debian's PgBouncer before a PostgreSQL, in its transaction mode, otherwise with its own defaults.
 */
public final class PgBouncer implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final Duration START = Duration.ofSeconds(20);

  private final ChildProcess process;
  private final int port;

  private PgBouncer(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one; the test is skipped where the program is not installed, and fails in the build.
   *
   * @param sessions maximum number of the server's sessions for each database
   */
  public static PgBouncer before(PostgresServer server, int sessions) {
    if (!Files.isExecutable(PROGRAM)) {
      var what = PROGRAM + " is not installed";
      if ("true".equals(System.getenv("CI"))) {
        fail(what);
      }
      abort("Not tested behind a pooler: " + what);
    }
    int port = FreePort.find();
    var folder = Path.of("target/it", "pgbouncer-" + port).toAbsolutePath();
    var configuration = folder.resolve("pgbouncer.ini");
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
      Files.writeString(configuration, configuration(server, port, sessions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var output = folder.resolve("output.log");
    var process =
        ChildProcess.start(List.of(PROGRAM.toString(), configuration.toString()), Map.of(), output);
    Awaitility.await("the pooler")
        .atMost(START)
        .failFast("it ended: " + output, () -> !process.isAlive())
        .until(() -> !FreePort.isFree(port));
    return new PgBouncer(process, port);
  }

  private static String configuration(PostgresServer server, int port, int sessions) {
    return """
    [databases]
    * = host=127.0.0.1 port=%d user=postgres
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = %d
    unix_socket_dir =
    auth_type = any
    pool_mode = transaction
    default_pool_size = %d
    %s
    """
        .formatted(
            server.port(),
            port,
            sessions,
            System.getProperty("user.name").equals("root") ? "user = nobody" : "");
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  @Override
  public void close() {
    process.kill();
  }
}
