package tidings.platform.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel's tables of TCP sockets, as text. Linux has them; elsewhere there are none.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">Linux: the
 *     proc/net/tcp and proc/net/tcp6 variables</a>
 */
public final class TcpTable {

  /** The tables of this process's network namespace: IPv4, IPv6. */
  public static final List<Path> OF_THIS_HOST =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  private TcpTable() {}

  /**
   * A socket.
   *
   * @param state two hexadecimal digits, as in the kernel's {@code tcp_states.h}: 01 is established
   * @param retransmits number of retransmissions of unacknowledged data, hexadecimal
   * @param inode identifies the socket on this host
   */
  public record Row(
      int localPort, int remotePort, String state, String retransmits, String inode) {}

  // Fields of a line, by their index.
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int RETRANSMITS = 6;
  private static final int INODE = 9;

  /** The sockets of a table. */
  public static Stream<Row> read(Path table) throws IOException {
    // In one read: the kernel generates a part of the table again for each partial read.
    return rows(new String(Files.readAllBytes(table), StandardCharsets.US_ASCII));
  }

  /** The sockets in the text of a table; lines with too few fields are left out. */
  public static Stream<Row> rows(String table) {
    return table
        .lines()
        .skip(1)
        .map(line -> line.strip().split(" +", INODE + 2))
        .filter(fields -> fields.length > INODE)
        .map(
            fields ->
                new Row(
                    port(fields[LOCAL]),
                    port(fields[REMOTE]),
                    fields[STATE],
                    fields[RETRANSMITS],
                    fields[INODE]));
  }

  private static int port(String address) {
    return Integer.parseInt(address, address.indexOf(':') + 1, address.length(), 16);
  }
}
