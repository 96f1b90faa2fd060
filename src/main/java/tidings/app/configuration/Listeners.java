package tidings.app.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tidings.platform.socket.OwnSockets;
import tidings.platform.socket.TcpTable;

/**
 * The TCP ports of this machine on which a process listens. Known on Linux only.
 *
 * @param own ports on which this process listens
 * @param others ports on which only another process listens
 */
public record Listeners(Set<Integer> own, Set<Integer> others) {

  private static final String LISTENING = "0A";

  public Listeners {
    own = Set.copyOf(own);
    others = Set.copyOf(others);
  }

  /** Whether this system provides the socket table. */
  public static boolean isKnown() {
    return TcpTable.OF_THIS_HOST.stream().anyMatch(Files::isReadable) && OwnSockets.isKnown();
  }

  /** Reads the current listeners. */
  public static Listeners now() throws IOException {
    var ports = new HashMap<String, Integer>();
    for (var table : TcpTable.OF_THIS_HOST) {
      if (Files.isReadable(table)) {
        ports.putAll(ports(TcpTable.read(table)));
      }
    }
    return of(ports, ports.isEmpty() ? Set.of() : OwnSockets.descriptors().keySet());
  }

  /** Joins the listening port of each socket with the sockets of this process. */
  static Listeners of(Map<String, Integer> ports, Set<String> ownSockets) {
    var own = new HashSet<Integer>();
    ports.forEach(
        (socket, port) -> {
          if (ownSockets.contains(socket)) {
            own.add(port);
          }
        });
    var others = new HashSet<>(ports.values());
    others.removeAll(own);
    return new Listeners(own, others);
  }

  /** The listening ports among these sockets, by the inode of the socket. */
  static Map<String, Integer> ports(Stream<TcpTable.Row> sockets) {
    return sockets
        .filter(row -> row.state().equals(LISTENING))
        .collect(Collectors.toMap(TcpTable.Row::inode, TcpTable.Row::localPort, (a, b) -> b));
  }
}
