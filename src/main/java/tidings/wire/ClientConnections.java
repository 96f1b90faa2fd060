package tidings.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.connection.SocketTable;

/**
 * Reports that clients have closed their connections, by the table of sockets: the server itself
 * notices it only when a write fails, and a request that is answered late writes nothing. Works
 * where there is such a table, for HTTP/1.1; a client of which nothing is known counts as present.
 * Thread-safe.
 */
public final class ClientConnections {

  private static final Logger LOG = Logger.getLogger(ClientConnections.class.getName());

  /** How old a reading may be: all who ask within that time share one. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SocketTable table;

  private Dated known = new Dated(Optional.empty(), System.nanoTime() - FRESH_NANOS); // by this

  /** A reading, and when it was begun. */
  private record Dated(Optional<SocketTable.Reading> reading, long nanos) {}

  /** Those of this host. */
  public ClientConnections() {
    this(new SocketTable());
  }

  ClientConnections(SocketTable table) {
    this.table = table;
  }

  /**
   * The two ends of a connection. Proxies may have replaced the client's address, so it is left
   * out: while any connection with these ports is open, the client counts as present.
   *
   * @param socket their key in the table; 0 if they are not known
   * @param isDirect whether they are certainly the socket's own: a server that believes a proxy's
   *     headers may name another port
   */
  public record Ports(long socket, boolean isDirect) {

    private static final Ports UNKNOWN = new Ports(0, false);
    private static final List<String> OF_PROXIES =
        List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Port");

    Ports(int local, int remote, boolean isDirect) {
      this(SocketTable.socket(local, remote), isDirect);
    }

    /** Whether there is one connection of HTTP/1.1 behind it. */
    public boolean isKnown() {
      return socket != 0;
    }

    /** Those of the request; must be called on its own thread. */
    public static Ports of(HttpServletRequest request) {
      // HTTP/2 closes a stream, not the connection; the first of its requests may be one of
      // HTTP/1.1.
      boolean isAlone =
          request.getProtocol().startsWith("HTTP/1") && request.getHeader("HTTP2-Settings") == null;
      boolean isDirect = OF_PROXIES.stream().allMatch(name -> request.getHeader(name) == null);
      return isAlone
          ? new Ports(request.getLocalPort(), request.getRemotePort(), isDirect)
          : UNKNOWN;
    }
  }

  /** The client of one connection. One thread. */
  public final class Client {
    private final Ports ports;
    private final long sinceNanos = System.nanoTime();
    private boolean wasOpen;

    private Client(Ports ports) {
      this.ports = ports;
    }

    /** Whether it has closed its connection, or its half of it. */
    public boolean hasLeft() {
      if (!ports.isKnown()) {
        return false;
      }
      var dated = reading();
      if (dated.reading().isEmpty()) {
        return false;
      }
      var state = dated.reading().get().of(ports.socket());
      if (state == null) {
        return wasOpen || (ports.isDirect() && dated.nanos() - sinceNanos > 0);
      }
      boolean isOpen = state != SocketTable.State.HALF_CLOSED;
      wasOpen |= isOpen;
      return !isOpen;
    }
  }

  /** The client that is on the other side of these ports now. */
  public Client client(Ports ports) {
    return new Client(ports);
  }

  private synchronized Dated reading() {
    long now = System.nanoTime();
    if (now - known.nanos() > FRESH_NANOS) {
      known = new Dated(read(), now);
    }
    return known;
  }

  private Optional<SocketTable.Reading> read() {
    try {
      return table.read();
    } catch (IOException e) {
      LOG.log(Level.FINE, "The socket table cannot be read: clients that leave are not noticed", e);
      return Optional.empty();
    }
  }
}
