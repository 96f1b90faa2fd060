package tidings.it.javaclient;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tidings.it.javaclient.app.EventLedger;
import tidings.it.javaclient.app.LibertyService;
import tidings.it.javaclient.app.NumberedPublisher;
import tidings.it.javaclient.app.SpringService;
import tidings.it.support.ChildProcess;
import tidings.it.support.Folders;

/**
 * An application with the client's jar in a process of its own: it publishes numbered events, and
 * keeps those that it receives in a ledger.
 */
final class ServiceProcess implements AutoCloseable {

  private static final Path CLASSES = Path.of("target/test-classes");
  private static final Path CLIENT =
      Path.of(requireNonNull(System.getProperty("tidings.artifacts"), "tidings.artifacts"))
          .resolve("tidings-client.jar");
  private static final Path LIBERTY =
      Path.of(requireNonNull(System.getProperty("tidings.liberty"), "tidings.liberty"));
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** The libraries of an application of Spring Boot without further starters. */
  private static final List<String> SPRING =
      List.of(
          "spring-boot-",
          "spring-core-",
          "spring-beans-",
          "spring-context-",
          "spring-aop-",
          "spring-expression-",
          "commons-logging-",
          "micrometer-",
          "jspecify-");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private ChildProcess process;

  /**
   * What an application does.
   *
   * @param cursor to resume from at its first start
   * @param types to subscribe to
   */
  record Work(
      String url,
      Path tokenFile,
      String cursor,
      String types,
      String publishType,
      int publishCount) {}

  private ServiceProcess(List<String> command, Map<String, String> environment, Path folder) {
    this.command = command;
    this.environment = environment;
    this.folder = folder;
    process = launch();
  }

  private ChildProcess launch() {
    return ChildProcess.start(command, environment, folder.resolve("output.log"));
  }

  private static Path layOut(String name, Work work) throws IOException {
    var folder = Path.of("target/it", name).toAbsolutePath();
    Folders.delete(folder);
    Files.createDirectories(folder);
    new EventLedger(folder.resolve("ledger")).onCursor(work.cursor());
    return folder;
  }

  private static void copyClasses(Path to, Class<?>... classes) throws IOException {
    for (var one : classes) {
      var source = CLASSES.resolve(one.getPackageName().replace('.', '/'));
      var target = to.resolve(one.getPackageName().replace('.', '/'));
      Files.createDirectories(target);
      try (var files = Files.list(source)) {
        for (var file : files.toList()) {
          if (file.getFileName().toString().matches(one.getSimpleName() + "(\\$.*)?\\.class")) {
            Files.copy(file, target.resolve(file.getFileName()));
          }
        }
      }
    }
  }

  /** An application of Spring Boot. */
  static ServiceProcess spring(String name, Work work) throws IOException {
    var folder = layOut(name, work);
    var classes = folder.resolve("classes");
    copyClasses(classes, SpringService.class, EventLedger.class, NumberedPublisher.class);
    var path = new ArrayList<String>(List.of(classes.toString(), CLIENT.toString()));
    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> SPRING.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith))
        .forEach(path::add);
    var command =
        new ArrayList<String>(
            List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of(SHORT_LIVED.split(" ", -1)));
    command.addAll(
        List.of(
            "-cp",
            String.join(File.pathSeparator, path),
            SpringService.class.getName(),
            "--spring.main.keep-alive=true",
            "--events.url=" + work.url(),
            "--events.token-file=" + work.tokenFile(),
            "--service.ledger=" + folder.resolve("ledger"),
            "--service.types=" + work.types(),
            "--service.publish-type=" + work.publishType(),
            "--service.publish-count=" + work.publishCount()));
    return new ServiceProcess(command, Map.of(), folder);
  }

  /** A WAR on a Liberty of its own, in which there is nothing of Tidings but the client's jar. */
  static ServiceProcess liberty(String name, Work work) throws IOException {
    var folder = layOut(name, work);
    var server = Files.createDirectories(folder.resolve("servers/service"));
    var war = server.resolve("apps/service.war");
    copyClasses(
        war.resolve("WEB-INF/classes"),
        LibertyService.class,
        EventLedger.class,
        NumberedPublisher.class);
    Files.createDirectories(war.resolve("WEB-INF/lib"));
    Files.copy(CLIENT, war.resolve("WEB-INF/lib").resolve(CLIENT.getFileName()));
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager>
            <feature>cdi-4.0</feature>
            <feature>mpConfig-3.1</feature>
            <feature>servlet-6.0</feature>
          </featureManager>
          <httpEndpoint id="defaultHttpEndpoint" httpPort="-1" httpsPort="-1"/>
          <webApplication location="service.war" contextRoot="/"/>
        </server>
        """);
    var environment = new HashMap<String, String>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JVM_ARGS", SHORT_LIVED);
    environment.put("WLP_USER_DIR", folder.toString());
    environment.put("TIDINGS_CLIENT_URL", work.url());
    environment.put("TIDINGS_CLIENT_TOKEN", Files.readString(work.tokenFile()));
    environment.put("SERVICE_LEDGER", folder.resolve("ledger").toString());
    environment.put("SERVICE_TYPES", work.types());
    environment.put("SERVICE_PUBLISH_TYPE", work.publishType());
    environment.put("SERVICE_PUBLISH_COUNT", "" + work.publishCount());
    var command = List.of(LIBERTY.resolve("bin/server").toString(), "run", "service");
    return new ServiceProcess(command, environment, folder);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What the application printed so far. */
  String output() {
    return process.output();
  }

  List<EventLedger.Line> lines(String kind) {
    try {
      return new EventLedger(folder.resolve("ledger")).lines(kind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL, and another start with the same ledger. */
  void restart() {
    process.kill();
    process = launch();
  }

  @Override
  public void close() {
    process.kill();
  }
}
