package tidings.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tidings.platform.socket.TcpTable;

class ListenersTest {

  /** Two that listen (0A), and a connection of the first (01). */
  private static final String TABLE =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:2378 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0
         1: 00000000:24E3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0
         2: 0100007F:2378 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 333 1 0 20
      """;

  @Test
  void onlySocketsThatListenCount() {
    assertThat(Listeners.ports(TcpTable.rows(TABLE))).isEqualTo(Map.of("111", 9080, "222", 9443));
  }

  @Test
  void aPortIsAnothersIfThisProcessDoesNotListenThere() {
    var ports = Listeners.ports(TcpTable.rows(TABLE));
    assertThat(Listeners.of(ports, Set.of("222")))
        .isEqualTo(new Listeners(Set.of(9443), Set.of(9080)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theOwnSocketsOfThisProcessAreFound() throws IOException {
    try (var own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Listeners.now().own()).contains(own.getLocalPort());
      assertThat(Listeners.now().others()).doesNotContain(own.getLocalPort());
    }
  }
}
