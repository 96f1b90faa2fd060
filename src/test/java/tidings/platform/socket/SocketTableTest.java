package tidings.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tidings.platform.socket.SocketTable.State;

class SocketTableTest {

  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

  @TempDir private Path folder;

  private SocketTable.Snapshot read(String... lines) throws IOException {
    var file = folder.resolve("tcp");
    Files.writeString(file, HEAD + String.join("\n", lines) + "\n");
    return new SocketTable(List.of(file, folder.resolve("none"))).read().orElseThrow();
  }

  private static String line(String remote, String state, String retransmits) {
    return "  12: 0100007F:2378 "
        + remote
        + " "
        + state
        + " 00000000:00000001 00:00000000 "
        + retransmits
        + "     0        0 4660 1 0000000000000000 20 4 30 10 -1";
  }

  @Test
  void eachStateIsReadByThePortsOfBothSides() throws IOException {
    var table =
        read(
            line("0100007F:8D0A", "01", "00000000"),
            line("0100007F:8D0B", "08", "00000000"),
            line("0100007F:8D0C", "01", "00000003"),
            line("0100007F:8D0D", "06", "00000000"),
            line("00000000:0000", "0A", "00000000"));

    assertThat(table.of(SocketTable.socket(9080, 0x8D0A))).isEqualTo(State.OPEN);
    assertThat(table.of(SocketTable.socket(9080, 0x8D0B))).isEqualTo(State.HALF_CLOSED);
    assertThat(table.of(SocketTable.socket(9080, 0x8D0C))).isEqualTo(State.UNACKNOWLEDGED);
    assertThat(table.of(SocketTable.socket(9080, 0x8D0D))).isNull();
    assertThat(table.of(SocketTable.socket(9081, 0x8D0A))).isNull();
  }

  @Test
  void ofTwoAddressesWithTheSamePortsTheHealthierCounts() throws IOException {
    var table =
        read(
            line("0100007F:8D0A", "08", "00000000"),
            line("0200007F:8D0A", "01", "00000000"),
            line("0300007F:8D0A", "01", "00000005"));

    assertThat(table.of(SocketTable.socket(9080, 0x8D0A))).isEqualTo(State.OPEN);
  }

  @Test
  void aLineThatIsCutOffIsLeftOut() throws IOException {
    assertThat(read("  12: 0100007F:2378 0100007F:8D0A 01").of(SocketTable.socket(9080, 0x8D0A)))
        .isNull();
  }

  @Test
  void whereThereIsNoTableThereIsNoReading() throws IOException {
    assertThat(new SocketTable(List.of(folder.resolve("none"))).read()).isEmpty();
  }

  @Test
  void aPortThatIsNotKnownIsNoSocket() {
    assertThat(SocketTable.socket(9080, -1)).isZero();
    assertThat(SocketTable.socket(0, 40_000)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSocketOfThisProcessIsSeenOpenHalfClosedAndGone() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var server = new ServerSocket(0, 1, loopback);
        var client = new Socket(loopback, server.getLocalPort())) {
      var served = server.accept();
      long socket = SocketTable.socket(server.getLocalPort(), client.getLocalPort());
      assertThat(state(socket)).isEqualTo(State.OPEN);
      client.shutdownOutput();
      eventually(socket, State.HALF_CLOSED);
      served.setSoLinger(true, 0);
      served.close();
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> state(socket) == null);
    }
  }

  private static void eventually(long socket, State state) {
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> state(socket) == state);
  }

  private static @org.jspecify.annotations.Nullable State state(long socket) throws IOException {
    return new SocketTable().read().orElseThrow().of(socket);
  }
}
