package tidings.platform.socket;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The kernel's own sockets: those of this test. */
@EnabledOnOs(OS.LINUX)
class LinuxSocketsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SocketControl sockets = LinuxSockets.find().orElseThrow();

  @Test
  void theTimeSinceTheLastSentDataIsReportedUntilTheConnectionIsClosed() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var accepted = listener.accept()) {
      int descriptor = descriptor(listener.getLocalPort(), client.getLocalPort());
      Awaitility.await("the time passes")
          .atMost(PATIENCE)
          .until(() -> sockets.millisSinceSent(descriptor) > 300);
      client.getOutputStream().write(1); // received, not sent
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      assertThat(sockets.millisSinceSent(descriptor)).isGreaterThan(300);
      accepted.getOutputStream().write(1);
      assertThat(sockets.millisSinceSent(descriptor)).isBetween(0L, 250L);

      sockets.end(descriptor);
      assertThat(accepted.getInputStream().read()).as("the owner reads the end").isNegative();
      assertThat(client.getInputStream().read()).isEqualTo(1);
      assertThat(client.getInputStream().read()).as("so does the client").isNegative();
    }
  }

  @Test
  void aDescriptorThatIsNotASocketIsReported() {
    assertThat(sockets.millisSinceSent(100_000)).isNegative();
    sockets.end(100_000);
  }

  @Test
  void theWatchEndsASilentConnectionOfThisProcessAndNoOther() throws IOException {
    try (var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var silent = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var first = listener.accept();
        var busy = new Socket(listener.getInetAddress(), listener.getLocalPort());
        var second = listener.accept()) {
      var requests = new RequestsInProgress();
      requests.begin(SocketTable.socket(second.getLocalPort(), second.getPort()));
      var watch =
          new IdleSocketWatch(
              new IdleSocketWatch.Settings(Set.of(listener.getLocalPort()), Duration.ofMillis(200)),
              requests);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                watch.check();
                return watch.ended() > 0;
              });
      assertThat(silent.getInputStream().read()).isNegative();
      assertThat(first.getInputStream().read()).isNegative();
      second.getOutputStream().write(1);
      assertThat(busy.getInputStream().read()).isEqualTo(1);
    }
  }

  private static int descriptor(int localPort, int remotePort) throws IOException {
    for (var table : TcpTable.OF_THIS_HOST) {
      for (var row : TcpTable.read(table).toList()) {
        if (row.localPort() == localPort && row.remotePort() == remotePort) {
          return requireNonNull(OwnSockets.descriptors().get(row.inode()));
        }
      }
    }
    throw new IllegalStateException("the socket is not in the table");
  }
}
