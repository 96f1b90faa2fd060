package tidings.it.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tidings.it.support.Rehearsal;

/**
 * Creates the server that Arquillian starts: the shipped configuration, without its application and
 * with the features that Arquillian needs to deploy one. To be listed before Arquillian's own
 * extension.
 */
public final class ContainerFolder implements BeforeAllCallback {

  private static final String PORT = "tidings.container.port";
  private static final String FOLDER = "tidings.container.folder";
  private static final String NAME = "tidings.container.name";

  /** Later values win: the application is the deployment's, and its folder is monitored. */
  private static final String SERVER =
      """
      <server>
        <include location="tidings.xml"/>
        <featureManager>
          <feature>localConnector-1.0</feature>
        </featureManager>
        <applicationMonitor updateTrigger="polled" pollingRate="1s" dropinsEnabled="true"/>
      </server>
      """;

  /** Like the other servers of the tests: its speed is not measured. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n";

  @Override
  public void beforeAll(ExtensionContext context) {
    if (System.getProperty("tidings.liberty") == null || System.getProperty(PORT) != null) {
      return; // inside the container, or another class has done it
    }
    var folder = Path.of("target/it/container").toAbsolutePath();
    int http = freePort();
    var name = "container-" + http; // Arquillian refuses to start a second server of one name
    try {
      layOut(folder.resolve("servers").resolve(name), http);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.setProperty(FOLDER, folder.toString());
    System.setProperty(NAME, name);
    System.setProperty(PORT, String.valueOf(http));
  }

  private static void layOut(Path server, int http) throws IOException {
    Files.createDirectories(server);
    var shipped = Files.readString(Path.of("src/main/liberty/config/server.xml"));
    var configured = shipped.replaceFirst("<webApplication [^>]*/>", "");
    if (configured.equals(shipped)) {
      throw new IllegalStateException("server.xml names no application to be left out");
    }
    Files.writeString(server.resolve("tidings.xml"), configured);
    Files.writeString(server.resolve("server.xml"), SERVER);
    Files.writeString(
        server.resolve("bootstrap.properties"),
        """
        http.port=%d
        tidings.dev-identity=true
        tidings.observers.queue-events=1000
        tidings.start.failure=fail
        """
            .formatted(http));
    Files.writeString(
        server.resolve("jvm.options"),
        Files.readString(Path.of("src/main/liberty/config/jvm.options"))
            + SHORT_LIVED
            + Rehearsal.get().lines());
  }

  private static int freePort() {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
