package tidings.it.compat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tidings.it.support.LibertyServer;

/**
 * A proxy in front of a server that records the head of each request, and can cut connections. It
 * supports requests without bodies only. Thread-safe.
 */
final class CuttingProxy implements AutoCloseable {

  private static final Set<String> SECRET = Set.of("authorization", "cookie");

  private final LibertyServer server;
  private final ServerSocket listening;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<Socket, Integer> beats = new ConcurrentHashMap<>();

  /**
   * A request.
   *
   * @param path with its query
   * @param headers by lower-case names, without those that hold a token
   */
  record Request(String path, Map<String, String> headers, Socket client) {

    boolean isOf(String stream) {
      return path.contains("stream." + stream);
    }

    /** The position that the client resumes from; empty if it sends none. */
    Optional<String> lastEventId() {
      return Optional.ofNullable(headers.get("last-event-id"));
    }
  }

  CuttingProxy(LibertyServer server) throws IOException {
    this.server = server;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("cutting-proxy").start(this::accept);
  }

  /** The URL of a stream, which has its name among its types, with additional parameters. */
  String url(String stream, String query) {
    return "http://127.0.0.1:%d/api/events?types=compat.*,stream.%s%s"
        .formatted(listening.getLocalPort(), stream, query);
  }

  /** The heartbeats that went to a stream's clients so far. */
  int heartbeats(String stream) {
    return requests(stream).stream()
        .map(Request::client)
        .distinct()
        .mapToInt(client -> beats.getOrDefault(client, 0))
        .sum();
  }

  /** The requests for a stream so far. */
  List<Request> requests(String stream) {
    return requests.stream().filter(request -> request.isOf(stream)).toList();
  }

  /** Closes the connections of a stream while it is sent: the bytes on the way are still read. */
  void cut(String stream) {
    for (var request : requests(stream)) {
      try {
        request.client().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      if (!socket.isClosed()) { // the client was faster
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        var upstream = new Socket(server.host(), server.httpPort());
        Thread.ofVirtual().start(() -> pump(client, upstream, true, client));
        Thread.ofVirtual().start(() -> pump(upstream, client, false, client));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void pump(Socket from, Socket to, boolean heads, Socket client) {
    var head = new ByteArrayOutputStream();
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      var buffer = new byte[8192];
      for (int count; (count = in.read(buffer)) > 0; ) {
        if (heads) {
          head.write(buffer, 0, count);
          keep(head, client);
        } else if (new String(buffer, 0, count, StandardCharsets.UTF_8).contains("beat")) {
          beats.merge(client, 1, Integer::sum);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has closed; the other is closed with it.
    }
  }

  private void keep(ByteArrayOutputStream head, Socket client) {
    var text = head.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r\n\r\n")) {
      return;
    }
    head.reset();
    var lines = text.lines().toList();
    var headers = new TreeMap<String, String>();
    for (var line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0 && !SECRET.contains(line.substring(0, colon).toLowerCase(Locale.ROOT))) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    requests.add(new Request(lines.getFirst().split(" ", -1)[1], headers, client));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    requests.forEach(request -> reset(request.client()));
  }
}
