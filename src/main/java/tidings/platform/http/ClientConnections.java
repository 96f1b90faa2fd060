package tidings.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.platform.socket.Pace;
import tidings.platform.socket.Peer;
import tidings.platform.socket.SocketTable;

/**
 * Detects from the table of sockets that clients have closed their connections. The server itself
 * detects it only when a write fails, and a request that is answered late writes nothing. Works
 * where the table exists; an unknown client counts as connected. Over HTTP/2 it detects a closed
 * connection, but not the reset of one stream. Thread-safe.
 */
public final class ClientConnections {

  private static final Logger LOG = Logger.getLogger(ClientConnections.class.getName());

  /** Maximum age of a shared reading, while readings are cheap. */
  private static final Duration FRESH = Duration.ofMillis(500);

  /** Maximum age of a shared reading, however long one takes. */
  private static final Duration OLDEST = Duration.ofSeconds(10);

  private final SocketTable table;
  private final Pace pace = new Pace(FRESH, OLDEST);
  private final Lock readingLock = new ReentrantLock();
  private volatile @Nullable Dated known;

  /** A reading, and the time at which it began. */
  private record Dated(Optional<SocketTable.Snapshot> reading, long nanos) {}

  /** The connections of this host. */
  public ClientConnections() {
    this(new SocketTable());
  }

  ClientConnections(SocketTable table) {
    this.table = table;
  }

  /**
   * The two ends of a connection. Proxies may have replaced the client's address, so it is left
   * out: while any connection with these ports is open, the client counts as connected.
   *
   * @param socket their key in the table; 0 if they are not known
   * @param isDirect whether they are certainly the socket's own: a server that trusts a proxy's
   *     headers may name another port
   * @param isAlone whether one request's client is the only one of the connection: over HTTP/2 it
   *     may end its stream and keep the connection
   */
  public record Ports(long socket, boolean isDirect, boolean isAlone) {

    private static final List<String> OF_PROXIES =
        List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Port");

    Ports(int local, int remote, boolean isDirect) {
      this(SocketTable.socket(local, remote), isDirect, true);
    }

    /** The ports of the request; must be called on its own thread. */
    public static Ports of(HttpServletRequest request) {
      // HTTP/2 closes a stream, not the connection; its first request may be one of HTTP/1.1.
      boolean isAlone =
          request.getProtocol().startsWith("HTTP/1") && request.getHeader("HTTP2-Settings") == null;
      boolean isDirect = OF_PROXIES.stream().allMatch(name -> request.getHeader(name) == null);
      return new Ports(
          SocketTable.socket(request.getLocalPort(), request.getRemotePort()), isDirect, isAlone);
    }
  }

  /** The client of one connection. One thread. */
  public final class Client {
    private final Ports ports;
    private final Peer peer;
    private final long sinceNanos = System.nanoTime();
    private boolean wasOpen;

    private Client(Ports ports) {
      this.ports = ports;
      peer = new Peer(ports.socket());
    }

    /**
     * The advice for a stream to it: the table only raises a suspicion, a write decides.
     *
     * @param unacknowledged maximum time without an acknowledgement of sent data
     */
    public Peer.Advice advice(Instant now, Duration unacknowledged) {
      var known =
          ports.socket() == 0 ? Optional.<SocketTable.Snapshot>empty() : reading().reading();
      return known
          .map(table -> peer.evaluate(table.of(ports.socket()), now, unacknowledged))
          .orElse(Peer.Advice.NOTHING);
    }

    /** Whether it has closed its connection, or its half of it. */
    public boolean hasLeft() {
      if (ports.socket() == 0) {
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

  /** The client that currently has these ports. */
  public Client client(Ports ports) {
    return new Client(ports);
  }

  /** The last reading; while one thread makes the next, the others use the last one. */
  private Dated reading() {
    var last = known;
    if (last == null) {
      readingLock.lock();
    } else if (!isOld(last) || !readingLock.tryLock()) {
      return last;
    }
    try {
      last = known;
      if (last == null || isOld(last)) {
        long began = System.nanoTime();
        last = new Dated(read(), began);
        pace.recordRun(System.nanoTime() - began);
        known = last;
      }
      return last;
    } finally {
      readingLock.unlock();
    }
  }

  private boolean isOld(Dated reading) {
    return System.nanoTime() - reading.nanos() > pace.pauseNanos();
  }

  private Optional<SocketTable.Snapshot> read() {
    try {
      return table.read();
    } catch (IOException e) {
      LOG.log(Level.FINE, "The socket table cannot be read: disconnects are not detected", e);
      return Optional.empty();
    }
  }
}
