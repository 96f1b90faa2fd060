package tidings.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reports that clients have closed their connections, by the kernel's table of TCP sockets: the
 * server itself notices it only when a write fails, and a request that is answered late writes
 * nothing. Works on Linux, for HTTP/1.1; a client of which nothing is known counts as present.
 * Thread-safe.
 *
 * @see <a href="https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt">Linux, the
 *     form of /proc/net/tcp</a>
 */
public final class ClientConnections {

  private static final Logger LOG = Logger.getLogger(ClientConnections.class.getName());
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  /** How old what was read may be: all who ask within that time share one reading. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int LOCAL_ADDRESS = 1;
  private static final int REMOTE_ADDRESS = 2;
  private static final int STATE = 3;
  private static final String ESTABLISHED = "01";

  private final List<Path> tables;

  // Guarded by this.
  private Map<Ports, Boolean> known = Map.of();
  private long readNanos;
  private boolean isRead;

  /** Those of this machine. */
  public ClientConnections() {
    this(TABLES);
  }

  ClientConnections(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  /**
   * The two ends of a connection. Proxies may have replaced the client's address, so it is left
   * out: while any connection with these ports is open, the client counts as present.
   *
   * @param local 0: not known
   */
  public record Ports(int local, int remote) {

    private static final Ports UNKNOWN = new Ports(0, 0);

    /** Whether there is one connection of HTTP/1.1 behind it. */
    public boolean isKnown() {
      return !equals(UNKNOWN);
    }

    /** Those of the request; must be called on its own thread. */
    public static Ports of(HttpServletRequest request) {
      // HTTP/2 closes a stream, not the connection; the first of its requests may be one of
      // HTTP/1.1.
      boolean isAlone =
          request.getProtocol().startsWith("HTTP/1") && request.getHeader("HTTP2-Settings") == null;
      return isAlone ? new Ports(request.getLocalPort(), request.getRemotePort()) : UNKNOWN;
    }
  }

  /** The client of one connection. One thread. */
  public final class Client {
    private final Ports ports;
    private boolean wasOpen;

    private Client(Ports ports) {
      this.ports = ports;
    }

    /** Whether it has closed its connection, or its half of it. */
    public boolean hasLeft() {
      var isOpen = ports.isKnown() ? table().get(ports) : Boolean.TRUE;
      if (isOpen == null) {
        return wasOpen; // what was never seen may be hidden by a proxy
      }
      wasOpen |= isOpen;
      return !isOpen;
    }
  }

  /** The client that is on the other side of these ports now. */
  public Client client(Ports ports) {
    return new Client(ports);
  }

  private synchronized Map<Ports, Boolean> table() {
    long now = System.nanoTime();
    if (!isRead || now - readNanos > FRESH_NANOS) {
      known = read();
      readNanos = now;
      isRead = true;
    }
    return known;
  }

  private Map<Ports, Boolean> read() {
    var all = new HashMap<Ports, Boolean>();
    for (var table : tables) {
      try (var lines = Files.lines(table)) {
        lines.skip(1).forEach(line -> read(line, all));
      } catch (IOException | java.io.UncheckedIOException e) {
        LOG.log(Level.FINE, e, () -> table + " cannot be read: clients that leave are not noticed");
      }
    }
    return all;
  }

  private static void read(String line, Map<Ports, Boolean> all) {
    var fields = line.strip().split("\\s+", STATE + 2);
    if (fields.length > STATE) {
      all.merge(
          new Ports(port(fields[LOCAL_ADDRESS]), port(fields[REMOTE_ADDRESS])),
          fields[STATE].equals(ESTABLISHED),
          Boolean::logicalOr);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }
}
