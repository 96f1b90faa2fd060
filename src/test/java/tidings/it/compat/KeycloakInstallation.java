package tidings.it.compat;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tidings.it.support.ChildProcess;
import tidings.it.support.Folders;
import tidings.it.support.FreePort;

/**
 * An unpacked Keycloak that is built and has been started once: it starts in seconds. It is in the
 * user's cache and not in {@code target}, under a name that changes with the version, the JDK and
 * the realm. A file lock lets one process at a time create it; afterwards it is read only.
 */
final class KeycloakInstallation {

  private static final String ZIP = "tidings.keycloak";
  private static final String REALM = "keycloak-realm.json";

  /** Marks a complete installation. */
  private static final String COMPLETE = ".complete";

  private static final Duration BUILD = Duration.ofMinutes(5);

  /** The first stop writes the archive. */
  private static final Duration STOP = Duration.ofMinutes(3);

  /** The options of {@code kc.sh}, with less heap and the compiler that starts faster. */
  private static final List<String> VM =
      List.of(
          "-Xms64m",
          "-Xmx384m",
          "-XX:MaxMetaspaceSize=256m",
          "-XX:+UseG1GC",
          "-XX:TieredStopAtLevel=1",
          "-Dfile.encoding=UTF-8",
          "-Duser.language=en",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.security=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final Path home;

  private KeycloakInstallation(Path home) {
    this.home = home;
  }

  private static final class Holder {
    static final KeycloakInstallation INSTALLATION = install();
  }

  /** The installation of this machine; created if it is missing. */
  static KeycloakInstallation get() {
    return Holder.INSTALLATION;
  }

  private static KeycloakInstallation install() {
    var zip =
        Path.of(requireNonNull(System.getProperty(ZIP), ZIP + " is not set: run 'mvn verify'"));
    try {
      var cache = requireNonNull(zip.toAbsolutePath().getParent());
      var home = cache.resolve(zip.getFileName().toString().replace(".zip", "-") + fingerprint());
      try (var lock =
          FileChannel.open(
              cache.resolve("keycloak.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        lock.lock();
        if (!Files.exists(home.resolve(COMPLETE))) {
          make(zip, home);
        }
      }
      return new KeycloakInstallation(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fingerprint() throws IOException {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(realm());
      sha.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] realm() throws IOException {
    try (var file = requireNonNull(KeycloakInstallation.class.getResourceAsStream(REALM))) {
      return file.readAllBytes();
    }
  }

  /**
   * Unpacks, builds, and imports the realm by a first start, whose end leaves an archive of
   * classes. The archive is good only for classes at the path where it was made, so all of this
   * happens at the final path.
   */
  private static void make(Path zip, Path home) throws IOException {
    var unpacked = home.resolveSibling(home.getFileName() + ".unpacked");
    Folders.delete(unpacked);
    Folders.delete(home);
    Folders.unzip(zip, unpacked);
    try (var folders = Files.list(unpacked)) {
      Files.move(folders.filter(Files::isDirectory).findFirst().orElseThrow(), home);
    }
    Folders.delete(unpacked);
    Files.write(Files.createDirectories(home.resolve("data/import")).resolve("bank.json"), realm());
    var made = new KeycloakInstallation(home);
    made.build();
    made.startOnce();
    Files.createFile(home.resolve(COMPLETE));
  }

  private void build() {
    var script = home.resolve("bin/kc.sh").toString();
    var command =
        List.of(script, "build", "--db=dev-file", "--cache=local", "--health-enabled=true");
    var environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    var build = ChildProcess.start(command, environment, Folders.fresh("keycloak-build"));
    if (!build.exits(BUILD) || !build.succeeded()) {
      build.kill();
      throw new IllegalStateException("Keycloak was not built: " + build.output());
    }
  }

  private void startOnce() {
    int port = FreePort.find();
    int managementPort = FreePort.find();
    var process =
        start(List.of("-XX:ArchiveClassesAtExit=" + archive()), database(), port, managementPort);
    Awaitility.await("the first start of Keycloak")
        .atMost(BUILD)
        .failFast("it ended", () -> !process.isAlive())
        .until(() -> answers(managementPort));
    stop(process);
  }

  private static boolean answers(int managementPort) {
    try {
      var url = URI.create("http://localhost:" + managementPort + "/health/ready").toURL();
      return ((HttpURLConnection) url.openConnection()).getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The database with the imported realm; to be copied. */
  Path database() {
    return home.resolve("data/h2");
  }

  private Path archive() {
    return home.resolve("keycloak.jsa");
  }

  /** Starts a server on a database of its own and does not wait. */
  ChildProcess launch(Path database, int port, int managementPort) {
    return start(List.of("-XX:SharedArchiveFile=" + archive()), database, port, managementPort);
  }

  /** Starts it like {@code kc.sh start}, without the script, which would be the process to stop. */
  private ChildProcess start(List<String> options, Path database, int port, int managementPort) {
    var command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(VM);
    command.addAll(options);
    command.addAll(
        List.of(
            "-Dkc.home.dir=" + home,
            "-Djboss.server.config.dir=" + home.resolve("conf"),
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-cp",
            home.resolve("lib/quarkus-run.jar").toString(),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
            "start",
            "--optimized",
            "--import-realm",
            "--db-url=jdbc:h2:file:" + database.resolve("keycloakdb") + ";NON_KEYWORDS=VALUE",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--hostname=http://localhost:" + port,
            "--http-management-port=" + managementPort));
    var environment =
        Map.of(
            "KC_BOOTSTRAP_ADMIN_USERNAME", KeycloakServer.ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD", KeycloakServer.ADMIN);
    return ChildProcess.start(command, environment, Folders.fresh("keycloak"));
  }

  static void stop(ChildProcess process) {
    process.terminate();
    if (!process.exits(STOP)) {
      process.kill();
    }
  }
}
