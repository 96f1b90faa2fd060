package tidings.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import tidings.platform.http.ClientConnections.Ports;
import tidings.platform.socket.SocketTable;

@EnabledOnOs(LINUX)
class ClientConnectionsTest {

  private final ClientConnections connections = new ClientConnections();
  private ServerSocket server;
  private Socket client;
  private Socket accepted;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    accepted = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    accepted.close();
    client.close();
    server.close();
  }

  private Ports ports() {
    return new Ports(accepted.getLocalPort(), accepted.getPort(), true);
  }

  @Test
  void aClientThatClosesItsConnectionHasLeft() throws IOException {
    var other = connections.client(ports());
    assertThat(other.hasLeft()).isFalse();
    client.close();
    await().until(other::hasLeft);
    await("also for the first caller after it").until(connections.client(ports())::hasLeft);
  }

  @Test
  void aClientThatResetsItsConnectionHasLeft() throws IOException {
    var other = connections.client(ports());
    assertThat(other.hasLeft()).isFalse();
    client.setSoLinger(true, 0);
    client.close();
    await().until(other::hasLeft);
  }

  /** A reset connection leaves no socket, so that no reading can have seen it open. */
  @Test
  void aClientThatResetsItsConnectionBeforeTheFirstReadingHasLeft() throws IOException {
    var other = connections.client(ports());
    client.setSoLinger(true, 0);
    client.close();
    await().until(other::hasLeft);
  }

  @Test
  void anUnknownClientCountsAsConnected() throws IOException {
    var blind =
        new ClientConnections(new SocketTable(List.of(Path.of("/proc/no/such/table"))))
            .client(ports());
    var hidden = connections.client(new Ports(accepted.getLocalPort(), 1, false));
    client.close();
    await().until(connections.client(ports())::hasLeft);
    assertThat(blind.hasLeft()).isFalse();
    assertThat(hidden.hasLeft()).isFalse();
  }

  @Test
  void oneOpenConnectionWithTheSamePortsIsEnough() throws IOException {
    var own = connections.client(new Ports(client.getLocalPort(), client.getPort(), true));
    assertThat(own.hasLeft()).isFalse();
  }
}
