package tidings.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The TCP ports of this machine on which somebody listens. Only Linux tells; elsewhere nobody does.
 *
 * @param own ports on which this process listens
 * @param others ports on which another process listens, and this one does not
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">Linux: the
 *     proc/net/tcp and proc/net/tcp6 variables</a>
 */
record Listeners(Set<Integer> own, Set<Integer> others) {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final String LISTENING = "0A";

  // Fields of a line of a table, by their numbers.
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  Listeners {
    own = Set.copyOf(own);
    others = Set.copyOf(others);
  }

  /** Whether this system tells. */
  static boolean areKnown() {
    return TABLES.stream().anyMatch(Files::isReadable) && Files.isReadable(DESCRIPTORS);
  }

  /** Those of now. */
  static Listeners now() throws IOException {
    var ports = new HashMap<String, Integer>();
    for (var table : TABLES) {
      if (Files.isReadable(table)) {
        ports.putAll(ports(new String(Files.readAllBytes(table), StandardCharsets.US_ASCII)));
      }
    }
    return of(ports, ports.isEmpty() ? Set.of() : ownSockets());
  }

  /** Of a listening port for each socket, and the sockets of this process. */
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

  /** The listening ports of a table, by the inode of the socket. */
  static Map<String, Integer> ports(String table) {
    var ports = new HashMap<String, Integer>();
    table
        .lines()
        .skip(1)
        .map(line -> line.strip().split(" +", INODE + 2))
        .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENING))
        .forEach(fields -> ports.put(fields[INODE], port(fields[LOCAL])));
    return ports;
  }

  private static int port(String address) {
    return Integer.parseInt(address, address.indexOf(':') + 1, address.length(), 16);
  }

  private static Set<String> ownSockets() throws IOException {
    var sockets = new HashSet<String>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var descriptor : descriptors) {
        var target = target(descriptor);
        if (target.startsWith("socket:[")) {
          sockets.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return sockets;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
