package tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** An HTTP server that answers each request by a script, byte by byte. Thread-safe. */
final class StubServer implements AutoCloseable {

  private final ServerSocket listening;
  private final List<Script> scripts;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /**
   * A request as it came.
   *
   * @param headers by lower-case names
   */
  record Request(String method, String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** How a request is answered. The connection is closed after it. */
  @FunctionalInterface
  interface Script {
    void answer(Request request, Response response) throws Exception;
  }

  /** The connection of one request. */
  static final class Response {
    private final Socket socket;
    private final OutputStream out;

    Response(Socket socket) throws IOException {
      this.socket = socket;
      out = socket.getOutputStream();
    }

    Response write(String text) throws IOException {
      return write(text.getBytes(UTF_8));
    }

    Response write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
      return this;
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client has closed the connection. */
    void awaitClose() {
      try {
        socket.getInputStream().skip(Long.MAX_VALUE);
      } catch (IOException e) {
        // closed by a reset
      }
    }
  }

  /** The n-th request gets the n-th script, later ones the last. */
  StubServer(Script... scripts) throws IOException {
    this.scripts = List.of(scripts);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("stub").start(this::accept);
  }

  static Script answer(int status, String headers, String body) {
    return (request, response) ->
        response.write(
            "HTTP/1.1 %d Stub\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
                .formatted(status, body.getBytes(UTF_8).length, headers, body));
  }

  static Script json(int status, String body) {
    return answer(status, "Content-Type: application/json\r\n", body);
  }

  /** A refusal of Tidings itself. */
  static Script problem(int status, String more) {
    return answer(
        status,
        "Content-Type: application/problem+json; charset=utf-8\r\n",
        "{\"type\":\"about:blank\",\"status\":%d%s}".formatted(status, more));
  }

  static Script receipt(int accepted, int duplicates) {
    return json(
        202,
        "{\"accepted\":%d,\"duplicates\":%d,\"cursor\":\"c9\"}".formatted(accepted, duplicates));
  }

  /** A stream of these frames that ends after them. */
  static Script stream(String frames) {
    return (request, response) -> response.write(HEAD).write(frames);
  }

  /** A stream of these frames that remains open. */
  static Script openStream(String frames) {
    return (request, response) -> response.write(HEAD).write(frames).awaitClose();
  }

  static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Connection: close",
          "Content-Type: text/event-stream;charset=UTF-8",
          "",
          "");

  /** The first frame of a stream. */
  static String open(String id) {
    return """
    event: tidings.open
    id: %s
    data: {"connection":"c-1","resumed":false,"replayed":0,"heartbeat":15000}

    """
        .formatted(id);
  }

  static String event(String id, String type, String data) {
    return "event: %s\nid: %s\ndata: %s\n\n".formatted(type, id, data);
  }

  static String close(int code, boolean reconnect, int after) {
    return "event: tidings.close\nid: closed-1\ndata: {\"code\":%d,\"reason\":\"r%d\",\"reconnect\":%b,\"after\":%d}\n\n"
        .formatted(code, code, reconnect, after);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var request = read(new BufferedInputStream(socket.getInputStream()));
      var script = scripts.get(Math.min(numbers.getAndIncrement(), scripts.size() - 1));
      requests.add(request);
      script.answer(request, new Response(socket));
    } catch (Exception e) {
      // the client has closed the connection, or the test has ended
    }
  }

  private static Request read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      head.append((char) c);
    }
    var lines = head.toString().lines().toList();
    var headers =
        lines.stream()
            .skip(1)
            .filter(line -> line.contains(":"))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                    line -> line.substring(line.indexOf(':') + 1).strip(),
                    (first, second) -> first + "," + second,
                    TreeMap::new));
    var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    var body = new String(in.readNBytes(length), UTF_8);
    var words = lines.getFirst().split(" ", -1);
    return new Request(words[0], words[1], headers, body);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/base/");
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  Request request(int number) {
    return requests.get(number);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
