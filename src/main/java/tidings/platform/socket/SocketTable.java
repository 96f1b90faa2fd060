package tidings.platform.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TCP sockets of this host as the operating system lists them. The server's API does not report
 * a disconnected client; the kernel does. Only Linux has the table; elsewhere it is empty, and
 * heartbeats detect a disconnect. Thread-safe.
 */
public final class SocketTable {

  /** The state of a socket, the healthiest first. */
  public enum State {
    /** Open, and all sent data is acknowledged. */
    OPEN,
    /** The other side sends no more: it has closed the socket, or only its sending side. */
    HALF_CLOSED,
    /** Sent data was retransmitted, and is still unacknowledged. */
    UNACKNOWLEDGED
  }

  /** One reading. */
  public record Snapshot(Map<Long, State> sockets) {
    /** State of the socket with this key; null if there is none. */
    public @Nullable State of(long socket) {
      return sockets.get(socket);
    }
  }

  private final List<Path> files;

  /** The table of this host. */
  public SocketTable() {
    this(TcpTable.OF_THIS_HOST);
  }

  /** A table of these files, in the format of Linux. */
  public SocketTable(List<Path> files) {
    this.files = files;
  }

  /** The key of a socket; 0 if a port is unknown. */
  public static long socket(int localPort, int remotePort) {
    return localPort <= 0 || remotePort <= 0 ? 0 : (long) localPort << 16 | remotePort;
  }

  /** Reads the table; empty if this host has none. */
  public Optional<Snapshot> read() throws IOException {
    var sockets = new HashMap<Long, State>();
    boolean found = false;
    for (var file : files) {
      if (Files.isReadable(file)) {
        found = true;
        TcpTable.read(file).forEach(row -> add(row, sockets));
      }
    }
    return found ? Optional.of(new Snapshot(sockets)) : Optional.empty();
  }

  private static void add(TcpTable.Row row, Map<Long, State> sockets) {
    var state = state(row.state(), row.retransmits());
    if (state != null) {
      // Behind a proxy the address differs, so only the ports identify a socket: of two with the
      // same ports the healthier one counts.
      sockets.merge(
          socket(row.localPort(), row.remotePort()),
          state,
          (one, other) -> one.compareTo(other) <= 0 ? one : other);
    }
  }

  /** Null for a socket that no longer exists. */
  private static @Nullable State state(String state, String retransmits) {
    return switch (state) {
      case "01" -> isZero(retransmits) ? State.OPEN : State.UNACKNOWLEDGED;
      case "08" -> isZero(retransmits) ? State.HALF_CLOSED : State.UNACKNOWLEDGED;
      default -> null;
    };
  }

  private static boolean isZero(String hex) {
    return hex.chars().allMatch(c -> c == '0');
  }
}
