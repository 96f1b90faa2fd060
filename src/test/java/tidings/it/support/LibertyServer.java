package tidings.it.support;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Tidings on Open Liberty: a process of its own with the shipped configuration and WAR. */
public final class LibertyServer implements AutoCloseable {

  private static final Path RUNTIME = Path.of(property("tidings.liberty"));
  private static final Path WAR = Path.of(property("tidings.war"));
  private static final Path PACKAGE = Path.of(property("tidings.package"));
  private static final Path CONFIG = Path.of("src/main/liberty/config");
  private static final Duration START = Duration.ofMinutes(3);

  /**
   * Options that halve the processor time of a start: most of it goes into optimisations that a
   * short-lived server of a test seldom uses. Capacity for code and for new objects saves half of
   * the collections.
   */
  private static final String SHORT_LIVED =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=240m -Xmn200m";

  private static final HttpClient PROBE =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ChildProcess process;
  private final String host;
  private final int httpPort;
  private final int httpsPort;

  private LibertyServer(ChildProcess process, String host, int httpPort, int httpsPort) {
    this.process = process;
    this.host = host;
    this.httpPort = httpPort;
    this.httpsPort = httpsPort;
  }

  private static String property(String name) {
    return requireNonNull(
        System.getProperty(name), name + " is not set: run with 'mvn verify', which sets it");
  }

  /** A server to be configured and started; the name is its folder below {@code target/it}. */
  public static Plan named(String name) {
    return new Plan(name);
  }

  /** The plan of a server. */
  public static final class Plan {
    private final String name;
    private final Map<String, String> environment = new HashMap<>();
    private String host = "localhost";
    private final Map<String, String> files = new HashMap<>();
    private Path war = WAR;
    private @Nullable Path packaged;
    private boolean shortLived = true;
    private boolean rehearsal;
    private boolean keyStore = true;
    private int httpPort;
    private int httpsPort;

    private Plan(String name) {
      this.name = name;
    }

    /** Sets an environment variable: {@code TIDINGS_LIMITS_CONNECTIONS}. */
    public Plan with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Listens at this address instead of {@code localhost}. */
    public Plan at(String address) {
      host = address;
      return with("HTTP_HOST", address);
    }

    /** Issues tokens on request; see {@link Tokens#dev}. */
    public Plan withDevIdentity() {
      return with("TIDINGS_DEV_IDENTITY", "true");
    }

    /** Like {@link #withDevIdentity}, signing with the key of this file. */
    public Plan withDevIdentity(Path key) {
      return withDevIdentity().with("TIDINGS_DEV_IDENTITY_KEY", key.toAbsolutePath().toString());
    }

    /** Has events and no runs: it starts with a sixth less of the processors' time. */
    public Plan withoutRuns() {
      return with("TIDINGS_FEATURES", "push");
    }

    /** Trusts this issuer and no other. */
    public Plan withIssuer(Issuer issuer) {
      environment.putAll(issuer.configuration());
      return this;
    }

    /** Listens on the ports of a stopped server. */
    public Plan inPlaceOf(LibertyServer other) {
      httpPort = other.httpPort;
      httpsPort = other.httpsPort;
      return this;
    }

    /** Listens on these ports, even if another process has them. */
    public Plan onPorts(int http, int https) {
      httpPort = http;
      httpsPort = https;
      return this;
    }

    /** Runs this WAR instead of the build's own. */
    public Plan withWar(Path other) {
      war = other;
      return this;
    }

    /** Has this configuration instead of the shipped one. */
    public Plan withServerXml(String text) {
      return withFile("server.xml", text);
    }

    /** A file of the server's folder, such as {@code variables/tidings.node}. */
    public Plan withFile(String path, String text) {
      files.put(path, text);
      return this;
    }

    /** Runs the server package of the build, unpacked for it. */
    public Plan fromPackage() {
      return fromPackage(PACKAGE);
    }

    /** Runs another server package, unpacked for it. */
    public Plan fromPackage(Path zip) {
      packaged = zip;
      return this;
    }

    /**
     * Runs on the virtual machine's own defaults, because its speed or size is measured, and
     * without a TLS port.
     */
    public Plan asShipped() {
      shortLived = false;
      return this;
    }

    /** Has no key store for its TLS port. */
    public Plan withoutKeyStore() {
      keyStore = false;
      return this;
    }

    /** Starts without a former server, and stores the data that later servers start from. */
    public Plan asRehearsal() {
      rehearsal = true;
      return this;
    }

    /** Uses Kafka as its log. */
    public Plan withKafka(KafkaBroker broker) {
      return with("TIDINGS_KAFKA_BOOTSTRAP_SERVERS", broker.address());
    }

    /**
     * Uses {@link KafkaBroker#shared} as its log.
     *
     * @param cluster prefix of the topics of its nodes: {@code cluster.events}
     */
    public Plan withSharedKafka(String cluster) {
      return withKafka(KafkaBroker.shared())
          .with("TIDINGS_KAFKA_TOPICS", cluster + ".events")
          .with("TIDINGS_KAFKA_DEAD_LETTER_TOPIC", cluster + ".dead-letters")
          .with("TIDINGS_KAFKA_DEAD_LETTER_GROUP", cluster + ".dead-letters")
          .with("TIDINGS_KAFKA_REVOCATIONS_TOPIC", cluster + ".revocations");
    }

    /** Starts it and waits until it is ready. */
    public LibertyServer start() {
      return start("ready");
    }

    /** Starts it and waits until its application runs, ready or not. */
    public LibertyServer startUnready() {
      return start("started");
    }

    private LibertyServer start(String state) {
      var server = launch();
      try {
        Awaitility.await("server " + name + " is " + state + "; see target/it/" + name)
            .atMost(START)
            .pollInterval(Duration.ofMillis(200))
            .failFast("server " + name + " ended", () -> !server.process.isAlive())
            .until(() -> server.is(state));
      } catch (RuntimeException e) {
        server.process.kill();
        throw e;
      }
      return server;
    }

    /** Starts it and does not wait. */
    public LibertyServer launch() {
      int http = httpPort == 0 ? FreePort.find() : httpPort;
      int https = httpsPort == 0 ? FreePort.find() : httpsPort;
      var folder = Path.of("target/it", name).toAbsolutePath();
      var variables = new HashMap<>(environment);
      variables.put("JAVA_HOME", System.getProperty("java.home"));
      if (shortLived) {
        variables.put("JVM_ARGS", SHORT_LIVED + keptClasses());
        variables.put("HTTPS_PORT", String.valueOf(https));
        if (keyStore) {
          variables.putAll(ServerKey.configuration());
        }
        if (variables.containsKey("TIDINGS_DEV_IDENTITY")) {
          variables.putIfAbsent("TIDINGS_DEV_IDENTITY_KEY", ServerKey.devIdentity().toString());
        }
      }
      variables.put("HTTP_PORT", String.valueOf(http));
      var command = prepare(folder, variables);
      var process = ChildProcess.start(command, variables, folder.resolve("output.log"));
      return new LibertyServer(process, host, http, https);
    }

    /** The archive belongs to the installation whose classes it contains. */
    private String keptClasses() {
      if (packaged != null) {
        return "";
      }
      if (rehearsal) {
        return " " + Rehearsal.KEEPING;
      }
      return " " + (isBuilds() ? Rehearsal.get().using() : Rehearsal.get().usingClasses());
    }

    private boolean isBuilds() {
      return war.equals(WAR);
    }

    private List<String> prepare(Path folder, Map<String, String> variables) {
      var zip = packaged;
      if (zip != null) {
        return List.of(unpack(zip, folder).resolve("bin/server").toString(), "run");
      }
      layOut(folder, war);
      files.forEach((path, text) -> write(folder.resolve("servers/defaultServer", path), text));
      if (shortLived && !rehearsal && isBuilds()) {
        Rehearsal.get().layOut(folder);
      }
      variables.put("WLP_USER_DIR", folder.toString());
      return List.of(RUNTIME.resolve("bin/server").toString(), "run", "defaultServer");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final Map<Path, Path> UNPACKED = new ConcurrentHashMap<>();

  private static Path unpackOnce(Path zip) {
    var folder = Path.of("target/it/unpacked" + (zip.equals(PACKAGE) ? "" : "-" + zip.hashCode()));
    try {
      Folders.delete(folder);
      Folders.unzip(zip, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /**
   * Unpacks the server package of the build.
   *
   * @return the folder with {@code bin} in it
   */
  public static Path unpack(Path folder) {
    return unpack(PACKAGE, folder);
  }

  private static Path unpack(Path zip, Path folder) {
    var from = UNPACKED.computeIfAbsent(zip, LibertyServer::unpackOnce).resolve("tidings");
    var home = folder.resolve("tidings");
    try {
      Folders.delete(folder);
      for (var part : List.of("bin", "dev", "lib", "templates")) {
        Folders.link(from.resolve(part), home.resolve(part));
      }
      Folders.copy(from.resolve("usr"), home.resolve("usr"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return home;
  }

  private static void layOut(Path user, Path war) {
    var server = user.resolve("servers/defaultServer");
    try {
      Folders.delete(user);
      Files.createDirectories(server.resolve("apps"));
      try (var files = Files.list(CONFIG)) {
        for (var file : files.toList()) {
          Files.copy(file, server.resolve(file.getFileName()));
        }
      }
      Folders.link(war, server.resolve("apps/tidings.war"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String host() {
    return host;
  }

  public int httpPort() {
    return httpPort;
  }

  public int httpsPort() {
    return httpsPort;
  }

  public URI uri(String path) {
    return URI.create("http://" + host + ":" + httpPort + path);
  }

  private boolean is(String state) {
    try {
      var request = HttpRequest.newBuilder(uri("/health/" + state)).build();
      return PROBE.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public ChildProcess process() {
    return process;
  }

  /** The server's log so far. */
  public String log() {
    return process.output();
  }

  /** The current values of {@code /metrics}. */
  public Metrics metrics() {
    return Metrics.of(Client.anonymous(this).get("/metrics").body());
  }

  /** Bytes of heap that are in use after a full collection. */
  public long liveHeap() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    var command = List.of(jcmd, String.valueOf(process.pid()), "GC.class_histogram");
    var collection = ChildProcess.start(command, Map.of(), Folders.fresh("jcmd-" + process.pid()));
    if (!collection.exits(Duration.ofSeconds(30))) {
      throw new IllegalStateException("the collection did not end");
    }
    // Later allocations do not count, however late the answer is read.
    return collection
        .output()
        .lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(collection.output()));
  }

  /** Stops it; its streams first, as SIGTERM does. */
  @Override
  public void close() {
    process.terminate();
    if (!process.exits(Duration.ofSeconds(15))) {
      process.kill();
    }
  }
}
