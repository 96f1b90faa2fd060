package tidings.it;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import tidings.it.support.ChildProcess;
import tidings.it.support.Claims;
import tidings.it.support.Client;
import tidings.it.support.Folders;
import tidings.it.support.LibertyServer;
import tidings.it.support.Readme;
import tidings.it.support.ReverseProxy;
import tidings.it.support.SharedServer;
import tidings.it.support.Tokens;

/** The client of the front end, behind the proxies that are common before application servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(SharedServer.LOCK)
@Order(4) // long
class ProxyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path FRONTEND = Path.of("frontend");
  private static final Path FOLDER = Path.of("target/it/proxies");

  private static final String HOLDS_BACK =
      "proxy_ignore_headers X-Accel-Buffering; proxy_buffers 16 64k;";

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
    try (var proxy = nginx(HOLDS_BACK);
        var watch = new Watch(server, proxy, Map.of("TIDINGS_SILENCE", "3000"))) {
      watch.await("status polling poll");
      watch.assertGetsEverythingOnce();
    }
  }

  @Test
  void haproxyAsTheReadmeHasItStreams() throws IOException {
    try (var proxy = haproxy(server, "5s", Readme.block("haproxy"));
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void proxyThatCutsWhatIsIdleForLongerThanAHeartbeatNeverDoes() throws IOException {
    try (var proxy = haproxy("2500ms");
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      long start = System.nanoTime();
      Awaitility.await("longer than the idle timeout of the proxy")
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - start > Duration.ofSeconds(6).toNanos());
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  @Test
  void proxyThatCutsWhatIsIdleForLessLosesNothing() throws IOException {
    try (var proxy = haproxy("400ms");
        var watch = new Watch(proxy)) {
      watch.await("status open stream");
      watch.await("status reconnecting");
      watch.assertGetsEverythingOnce();
      watch.assertGetsEverythingOnce();
    }
  }

  /** A run through a proxy that buffers a response until its end. */
  @Test
  void runBehindAProxyThatHoldsStreamsBackIsPolled() throws IOException {
    try (var proxy = nginx(HOLDS_BACK);
        var watch = new Watch(server, proxy, "run.mjs", Map.of("TIDINGS_SILENCE", "2000"))) {
      watch.await("text 1 2 3 ");
      watch.await("end done");

      var texts = watch.lines("text ");
      assertTrue(texts.size() > 1, () -> "it came in one piece: " + texts);
      var last = texts.getLast().strip();
      assertEquals("text " + counted(last), last, "nothing lost or doubled");
      assertEquals(List.of("error cancelled"), watch.lines("error"), "it was stopped on its way");
    }
  }

  private static String counted(String text) {
    int words = text.split(" ").length - 1;
    return IntStream.rangeClosed(1, words)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }

  /** The same at full length: thirty seconds, and the default heartbeat. */
  @Test
  @Tag("soak")
  void proxyThatCutsAfterThirtyIdleSecondsNeverDoes() throws IOException {
    try (var shipped = LibertyServer.named("behind-proxy").asShipped().withDevIdentity().start();
        var proxy = haproxy(shipped, "30s", "");
        var watch = new Watch(shipped, proxy, Map.of())) {
      watch.await("status open stream");
      long start = System.nanoTime();
      Awaitility.await("more than two heartbeats")
          .atMost(Duration.ofSeconds(90))
          .until(() -> System.nanoTime() - start > Duration.ofSeconds(70).toNanos());
      watch.assertGetsEverythingOnce();
      watch.assertOneConnection();
    }
  }

  /** A minute later the client tries a stream again. */
  @Test
  @Tag("soak")
  void pollingClientStreamsAgainOnceTheProxyPassesStreams() throws IOException {
    try (var proxy = nginx(HOLDS_BACK);
        var watch = new Watch(server, proxy, Map.of("TIDINGS_SILENCE", "3000"))) {
      watch.await("status polling poll");
      watch.assertGetsEverythingOnce();
      proxy.reload(inLocation(Readme.block("nginx")));
      watch.await("status open stream", Duration.ofSeconds(150));
      watch.assertGetsEverythingOnce();
    }
  }

  /** The client in a process of its own. */
  private final class Watch implements AutoCloseable {
    private final Path printed = Files.createTempFile(FOLDER, "watch", ".log");
    private final String type = "proxied." + numbers.incrementAndGet();
    private final ChildProcess process;
    private int published;

    private final Client publisher;

    Watch(ReverseProxy.Started proxy) throws IOException {
      this(server, proxy, Map.of());
    }

    Watch(LibertyServer server, ReverseProxy.Started proxy, Map<String, String> more)
        throws IOException {
      this(server, proxy, "watch.mjs", more);
    }

    Watch(LibertyServer server, ReverseProxy.Started proxy, String script, Map<String, String> more)
        throws IOException {
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
              List.of("node", FRONTEND.resolve("e2e").resolve(script).toString()),
              environment,
              printed);
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

  private ReverseProxy.Started nginx(String location) {
    return ReverseProxy.NGINX.before(server, inLocation(location));
  }

  private static String inLocation(String lines) {
    return "location / { proxy_pass http://127.0.0.1:9080; %s }".formatted(lines);
  }

  private ReverseProxy.Started haproxy(String idle) {
    return haproxy(server, idle, "");
  }

  private static ReverseProxy.Started haproxy(LibertyServer server, String idle, String more) {
    return ReverseProxy.HAPROXY.before(
        server,
        "backend tidings\n  timeout server %s\n  server one 127.0.0.1:9080\n%s"
            .formatted(idle, more.indent(2)));
  }

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort("Not tested behind a proxy: " + what);
  }
}
