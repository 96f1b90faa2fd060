package tidings.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A real Redis, a process of its own. */
public final class RedisBroker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(20);
  private static final String IMAGE = "redis:7.4";

  private final Path folder;
  private final int port;
  private final List<String> settings;
  private final List<Path> files;
  private Running process;
  private int tlsPort;

  private RedisBroker(Path folder, int port, List<String> settings, List<Path> files) {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
    this.files = files;
    process = launch();
  }

  /** Starts a server without persistence. */
  public static RedisBroker start() {
    return start("redis-" + FreePort.find(), "--appendonly", "no");
  }

  /**
   * Starts a server on an empty folder below {@code target/it}, which keeps its data over a
   * restart.
   */
  public static RedisBroker durable(String name) {
    return start(name, "--appendonly", "yes", "--appendfsync", "always");
  }

  /** Starts a server that also offers TLS, with this certificate. */
  public static RedisBroker withTls(String name, Path certificate, Path key) {
    int port = FreePort.find();
    var broker =
        start(
            name,
            List.of(certificate, key),
            "--tls-port",
            String.valueOf(port),
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            certificate.toString(),
            "--tls-auth-clients",
            "no");
    broker.tlsPort = port;
    return broker;
  }

  /** Starts a server with settings of its own. */
  public static RedisBroker start(String name, String... settings) {
    return start(name, List.of(), settings);
  }

  private static RedisBroker start(String name, List<Path> files, String... settings) {
    var folder = Path.of("target/it", name).toAbsolutePath();
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var broker = new RedisBroker(folder, FreePort.find(), List.of(settings), files);
    broker.awaitUp();
    return broker;
  }

  private Running launch() {
    if (Container.isWanted()) {
      // Its folder is the image's own, /data, which the image's user may write.
      var command = new ArrayList<>(List.of("redis-server", "--port", String.valueOf(port)));
      command.addAll(List.of("--save", "", "--protected-mode", "no"));
      command.addAll(settings);
      return Container.start(IMAGE, ports(), Map.of(), files, command);
    }
    try {
      var executable = executable();
      var command = new ArrayList<>(List.of(executable, "--port", String.valueOf(port)));
      command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
      command.addAll(settings);
      return ChildProcess.start(command, Map.of(), folder.resolve("output.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Integer> ports() {
    int tls = settings.indexOf("--tls-port");
    return tls < 0 ? List.of(port) : List.of(port, Integer.parseInt(settings.get(tls + 1)));
  }

  /**
   * The executable that comes with the tests (6.2), or another: {@code
   * -Dtidings.redis.executable=…}.
   */
  private String executable() throws IOException {
    var named = System.getProperty("tidings.redis.executable", "");
    return named.isEmpty()
        ? ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toString()
        : named;
  }

  private void awaitUp() {
    Awaitility.await("Redis answers; see " + folder)
        .atMost(START)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> !process.isAlive())
        .until(this::answers);
  }

  private boolean answers() {
    try (var client = client()) {
      return client.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  /** A client of another program. */
  public RedisClient client() {
    return RedisClient.create("127.0.0.1", port);
  }

  public int port() {
    return port;
  }

  public int tlsPort() {
    return tlsPort;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Restarts it on the same port, with its stored data. */
  public void restart() {
    if (process instanceof Container container) {
      container.startAgain();
    } else {
      process = launch();
    }
    awaitUp();
  }

  @Override
  public void close() {
    if (process instanceof Container container) {
      container.close();
    } else {
      process.kill();
    }
  }
}
