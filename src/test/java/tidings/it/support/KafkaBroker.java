package tidings.it.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real Kafka (KRaft, broker and controller in one), in a process of its own. */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private ChildProcess process;

  private int securedPort;
  private @Nullable FaultyWire wire;

  private KafkaBroker(Path folder, int port, ChildProcess process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Starts a broker on an empty folder below {@code target/it}. */
  public static KafkaBroker start(String name) {
    return start(name, FreePort.find(), FreePort.find(), "");
  }

  /**
   * Starts a broker with a second listener, where clients sign in with SCRAM over TLS and have the
   * granted rights. A client of {@link #address()} is an administrator.
   *
   * @param own the certificate for clients
   */
  public static KafkaBroker secured(String name, SelfSigned own) {
    int port = FreePort.find();
    int securedPort = FreePort.find();
    int controller = FreePort.find();
    var broker =
        start(
            name,
            port,
            controller,
            """
            listeners=PLAINTEXT://localhost:%1$d,SASL_SSL://127.0.0.1:%2$d,CONTROLLER://localhost:%3$d
            advertised.listeners=PLAINTEXT://localhost:%1$d,SASL_SSL://127.0.0.1:%2$d
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
            sasl.enabled.mechanisms=SCRAM-SHA-512
            listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
            ssl.keystore.type=PKCS12
            ssl.keystore.location=%4$s
            ssl.keystore.password=%5$s
            ssl.key.password=%5$s
            authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
            super.users=User:ANONYMOUS
            """
                .formatted(port, securedPort, controller, own.store(), SelfSigned.password()));
    broker.securedPort = securedPort;
    return broker;
  }

  /**
   * Starts a broker with a second listener, which may stand still or fall silent: {@link
   * #wiredAddress()} over {@link #wire()}.
   */
  public static KafkaBroker wired(String name) {
    int port = FreePort.find();
    int behind = FreePort.find();
    int controller = FreePort.find();
    var wire = FaultyWire.to(behind);
    var broker =
        start(
            name,
            port,
            controller,
            """
            listeners=PLAINTEXT://localhost:%1$d,WIRED://localhost:%2$d,CONTROLLER://localhost:%3$d
            advertised.listeners=PLAINTEXT://localhost:%1$d,WIRED://localhost:%4$d
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,WIRED:PLAINTEXT,CONTROLLER:PLAINTEXT
            inter.broker.listener.name=PLAINTEXT
            """
                .formatted(port, behind, controller, wire.port()));
    broker.wire = wire;
    return broker;
  }

  private static KafkaBroker start(String name, int port, int controller, String more) {
    var folder = Path.of("target/it", name).toAbsolutePath();
    layOut(folder, port, controller, more);
    copy(Rehearsed.DATA, folder.resolve("data"));
    var broker = new KafkaBroker(folder, port, launch(folder));
    broker.awaitUp();
    return broker;
  }

  private static final class Shared {
    static final KafkaBroker BROKER = start("shared-kafka");
  }

  /**
   * The broker of all tests that neither stop a broker nor count its content. Each has topics of
   * its own; it stops with the tests.
   */
  public static KafkaBroker shared() {
    return Shared.BROKER;
  }

  private static String properties(Path folder, int port, int controller) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@localhost:%2$d
    listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
    advertised.listeners=PLAINTEXT://localhost:%1$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    offsets.topic.replication.factor=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    group.initial.rebalance.delay.ms=0
    auto.create.topics.enable=false
    """
        .formatted(port, controller, folder.resolve("data"));
  }

  /**
   * The results of the formatting: each broker is a cluster of its own, and may have the same. And
   * the archive of the classes that a broker loads, which halves the cost of a start.
   */
  private static final class Rehearsed {
    static final Path FOLDER = Path.of("target/it/kafka-rehearsed").toAbsolutePath();
    static final Path DATA = format(FOLDER);
    static final Path CLASSES = FOLDER.resolve("classes.jsa");

    static {
      rehearse(FOLDER.resolveSibling("kafka-rehearsal"), CLASSES);
    }
  }

  private static void rehearse(Path folder, Path classes) {
    int port = FreePort.find();
    layOut(folder, port);
    copy(Rehearsed.DATA, folder.resolve("data"));
    var broker =
        new KafkaBroker(
            folder,
            port,
            java(
                folder,
                "-XX:ArchiveClassesAtExit=" + classes,
                "kafka.Kafka",
                folder.resolve("server.properties").toString()));
    broker.awaitUp();
    broker.process.terminate();
    if (!broker.process.exits(START) || !Files.exists(classes)) {
      broker.process.kill();
      throw new IllegalStateException("no classes were kept: " + broker.process.output());
    }
  }

  private static void copy(Path from, Path to) {
    try (var files = Files.list(from)) {
      Files.createDirectories(to);
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void layOut(Path folder, int port) {
    layOut(folder, port, FreePort.find(), "");
  }

  /**
   * @param more settings; the last one of a name applies
   */
  private static void layOut(Path folder, int port, int controller, String more) {
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("server.properties"), properties(folder, port, controller) + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path format(Path folder) {
    layOut(folder, FreePort.find());
    var format =
        java(
            folder,
            "kafka.tools.StorageTool",
            "format",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            folder.resolve("server.properties").toString());
    if (!format.exits(START)) {
      format.kill();
      throw new IllegalStateException("formatting did not end: " + format.output());
    }
    return folder.resolve("data");
  }

  private static ChildProcess launch(Path folder) {
    return java(
        folder,
        "-XX:SharedArchiveFile=" + Rehearsed.CLASSES,
        "kafka.Kafka",
        folder.resolve("server.properties").toString());
  }

  /** Folders of classes cannot be in an archive. */
  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * @param call options of the virtual machine, the class, its arguments
   */
  private static ChildProcess java(Path folder, String... call) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                libraries()));
    command.addAll(List.of(call));
    return ChildProcess.start(command, Map.of(), folder.resolve("output.log"));
  }

  private void awaitUp() {
    Awaitility.await("Kafka listens; see " + folder)
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .failFast(() -> !process.isAlive())
        .until(this::listens);
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** For {@code bootstrap.servers}. */
  public String address() {
    return "localhost:" + port;
  }

  /** For {@code bootstrap.servers} of clients that sign in. */
  public String securedAddress() {
    return "127.0.0.1:" + securedPort;
  }

  /** The connection to the second listener. */
  public FaultyWire wire() {
    return Objects.requireNonNull(wire, "it has none");
  }

  /** For {@code bootstrap.servers} of clients that connect over the wire. */
  public String wiredAddress() {
    return "localhost:" + wire().port();
  }

  /** Makes it answer nothing, with open connections. */
  public void pause() {
    process.signal("STOP");
  }

  /** Makes it answer again. */
  public void resume() {
    process.signal("CONT");
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Starts it again on the same port and data. */
  public void restart() {
    process = launch(folder);
    awaitUp();
  }

  @Override
  public void close() {
    process.kill();
    if (wire != null) {
      wire.close();
    }
  }
}
