package it.tidings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The client of the front end, behind the proxies that stand before application servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedServer.LOCK)
class ProxyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path FRONTEND = Path.of("frontend");
  private static final Path FOLDER = Path.of("target/it/proxies");

  private final LibertyServer server = SharedServer.get();
  private final AtomicInteger numbers = new AtomicInteger();

  ProxyIT() throws IOException {
    Folders.delete(FOLDER);
    Files.createDirectories(FOLDER);
  }

  @Test
  void nginxAsItComesStreams() throws IOException {
    try (var proxy = nginx("");
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void nginxAsTheReadmeHasItStreams() throws IOException {
    try (var proxy = nginx(Readme.block("nginx"));
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void proxyThatHoldsStreamsBackIsFoundOutAndPolledThrough() throws IOException {
    try (var proxy = nginx("proxy_ignore_headers X-Accel-Buffering; proxy_buffers 16 64k;");
        var watch = new Watch(server, proxy, Map.of("TIDINGS_SILENCE", "3000"))) {
      watch.await("status polling poll");
      watch.assertGetsEverythingOnce();
    }
  }

  @Test
  void haproxyAsTheReadmeHasItStreams() throws IOException {
    try (var proxy = haproxy("5s", Readme.block("haproxy"));
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void proxyThatCutsWhatIsIdleForLongerThanAHeartbeatNeverDoes() throws IOException {
    try (var proxy = haproxy("2500ms", "");
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      long begun = System.nanoTime();
      Awaitility.await("longer than the proxy lets be idle")
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - begun > Duration.ofSeconds(6).toNanos());
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void proxyThatCutsWhatIsIdleForLessLosesNothing() throws IOException {
    try (var proxy = haproxy("400ms", "");
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.await("status reconnecting");
      watch.assertGetsEverythingOnce();
      watch.assertGetsEverythingOnce();
    }
  }

  /** The same at full length: thirty seconds, and the heartbeat as it is without configuration. */
  @Test
  @Tag("soak")
  void proxyThatCutsAfterThirtyIdleSecondsNeverDoes() throws IOException {
    try (var shipped = LibertyServer.named("behind-proxy").asShipped().withDevIdentity().start();
        var proxy = haproxy(shipped, "30s", "");
        var watch = new Watch(shipped, proxy, Map.of())) {
      watch.await("status open stream");
      long begun = System.nanoTime();
      Awaitility.await("more than two heartbeats")
          .atMost(Duration.ofSeconds(90))
          .until(() -> System.nanoTime() - begun > Duration.ofSeconds(70).toNanos());
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  /** A minute later the client tries a stream again. */
  @Test
  @Tag("soak")
  void whoPolledStreamsAgainOnceTheProxyLetsStreamsPass() throws IOException {
    var held = "proxy_ignore_headers X-Accel-Buffering; proxy_buffers 16 64k;";
    try (var proxy = nginx(held);
        var watch = new Watch(server, proxy, Map.of("TIDINGS_SILENCE", "3000"))) {
      watch.await("status polling poll");
      watch.assertGetsEverythingOnce();
      proxy.reload(nginxConfiguration(proxy.port(), Readme.block("nginx")));
      watch.await("status open stream", Duration.ofSeconds(150));
      watch.assertGetsEverythingOnce();
    }
  }

  private record Proxy(ChildProcess process, Path configuration, int port)
      implements AutoCloseable {

    String url() {
      return "http://127.0.0.1:" + port;
    }

    /** Has nginx go on with another configuration. */
    void reload(String text) throws IOException {
      Files.writeString(configuration, text);
      process.signal("HUP");
    }

    @Override
    public void close() {
      process.terminate(); // nginx would leave its workers behind
      if (!process.exits(Duration.ofSeconds(5))) {
        process.kill();
      }
    }
  }

  /** The client in a process of its own. */
  private final class Watch implements AutoCloseable {
    private final Path printed = Files.createTempFile(FOLDER, "watch", ".log");
    private final String type = "proxied." + numbers.incrementAndGet();
    private final ChildProcess process;
    private int published;

    private final Client publisher;

    Watch(Proxy proxy) throws IOException {
      this(server, proxy, Map.of());
    }

    Watch(LibertyServer server, Proxy proxy, Map<String, String> more) throws IOException {
      publisher = Client.publisher(server);
      if (!Files.exists(FRONTEND.resolve("packages/client/dist/index.js"))) {
        missing("the front end is not built: run without -Dfrontend.skip");
      }
      var environment = new HashMap<>(more);
      environment.put("TIDINGS_URL", proxy.url());
      environment.put("TIDINGS_TOKEN", Tokens.dev(server, Claims.of("alice")));
      environment.put("TIDINGS_TYPES", type);
      process =
          ChildProcess.start(
              List.of("node", FRONTEND.resolve("e2e/watch.mjs").toString()), environment, printed);
    }

    private List<String> lines(String prefix) {
      try {
        return Files.readAllLines(printed).stream()
            .filter(line -> line.startsWith(prefix))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void await(String prefix) {
      await(prefix, PATIENCE);
    }

    void await(String prefix, Duration atMost) {
      Awaitility.await(prefix)
          .atMost(atMost)
          .failFast("the client ended: " + printed, () -> !process.isAlive())
          .until(() -> !lines(prefix).isEmpty());
    }

    void assertGetsEverythingOnce() {
      for (int i = 0; i < 20; i++) {
        publisher.publish(Map.of("type", type, "data", published++));
      }
      Awaitility.await("all events")
          .atMost(PATIENCE)
          .until(() -> lines("event ").size() >= published);
      assertEquals(
          IntStream.range(0, published).mapToObj(n -> "event " + n).toList(), lines("event "));
      assertEquals(List.of(), lines("gap"));
      assertEquals(List.of(), lines("error"));
    }

    void assertOneConnection() {
      assertEquals(1, lines("status open").size(), () -> lines("status").toString());
      assertTrue(lines("status reconnecting").isEmpty(), () -> lines("status").toString());
    }

    @Override
    public void close() {
      process.kill();
    }
  }

  private Proxy nginx(String location) throws IOException {
    var executable = executable("nginx", "/usr/sbin/nginx");
    int port = FreePort.find();
    var folder = Files.createTempDirectory(FOLDER, "nginx");
    var configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, nginxConfiguration(port, location));
    return started(
        List.of(
            executable, "-p", folder.toString(), "-c", configuration.toAbsolutePath().toString()),
        configuration,
        port);
  }

  private String nginxConfiguration(int port, String location) {
    return """
    %s
    daemon off;
    pid nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen 127.0.0.1:%d;
        location / {
          proxy_pass http://%s;
          %s
        }
      }
    }
    """
        .formatted(
            System.getProperty("user.name").equals("root") ? "user root;" : "",
            port,
            server.uri("").getAuthority(),
            location);
  }

  private Proxy haproxy(String idle, String backend) throws IOException {
    return haproxy(server, idle, backend);
  }

  private static Proxy haproxy(LibertyServer server, String idle, String backend)
      throws IOException {
    var executable = executable("haproxy", "/usr/sbin/haproxy");
    int port = FreePort.find();
    var folder = Files.createTempDirectory(FOLDER, "haproxy");
    var configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode http
          timeout connect 5s
          timeout client %s
          timeout server %s
        frontend in
          bind 127.0.0.1:%d
          default_backend tidings
        backend tidings
          server one %s
        %s
        """
            .formatted(idle, idle, port, server.uri("").getAuthority(), backend.indent(2)));
    return started(List.of(executable, "-db", "-f", configuration.toString()), configuration, port);
  }

  private static Proxy started(List<String> command, Path configuration, int port) {
    var output = configuration.resolveSibling("output.log");
    var process = ChildProcess.start(command, Map.of(), output);
    Awaitility.await("the proxy")
        .atMost(PATIENCE)
        .failFast("it ended: " + output, () -> !process.isAlive())
        .until(() -> !FreePort.isFree(port));
    return new Proxy(process, configuration, port);
  }

  private static String executable(String name, String path) {
    if (!Files.isExecutable(Path.of(path))) {
      missing("no " + name + " is installed (apt-get install " + name + ")");
    }
    return path;
  }

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort("Not tested behind a proxy: " + what);
  }
}
