package tidings.it.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import tidings.sse.EventStreamParser;

/**
 * A stream over a socket of its own (HTTP/1.1, chunked), read by a virtual thread. Unlike a proper
 * client it can stop reading and can vanish. Thread-safe.
 */
public final class SseClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Socket socket;
  private final InputStream in;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>();

  // Guarded by this.
  private final List<SseEvent> events = new ArrayList<>();
  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
  private int count; // of the events that are not the server's own
  private int chunks;
  private final EventStreamParser parser =
      new EventStreamParser(message -> add(SseEvent.of(message)));
  private boolean paused;
  private boolean ended;
  private long cutAfter = Long.MAX_VALUE;

  private SseClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), 4096);
    status = Integer.parseInt(line().substring(9, 12)); // HTTP/1.1 200 OK
    for (var header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
  }

  /** Returns when the response's head has arrived; a refusal throws. */
  public static SseClient open(LibertyServer server, String path, Map<String, String> headers) {
    return open(server, path, headers, false, Long.MAX_VALUE);
  }

  /**
   * Like {@link #open}, but loses the connection after this many bytes of the body, within a frame.
   */
  public static SseClient cut(
      LibertyServer server, String path, Map<String, String> headers, long afterBytes) {
    return open(server, path, headers, false, afterBytes);
  }

  /** Like {@link #open}, but reads nothing past the head, and has a small receive buffer. */
  public static SseClient stalled(LibertyServer server, String path, Map<String, String> headers) {
    return open(server, path, headers, true, Long.MAX_VALUE);
  }

  private static SseClient open(
      LibertyServer server,
      String path,
      Map<String, String> headers,
      boolean stalled,
      long cutAfter) {
    try {
      var socket = new Socket();
      if (stalled) {
        socket.setReceiveBufferSize(4096);
      }
      socket.connect(new InetSocketAddress(server.host(), server.httpPort()), 10_000);
      var head = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
      head.append("Host: ").append(server.uri("").getAuthority()).append("\r\n");
      head.append("Accept: text/event-stream\r\n");
      head.append("Tidings-Client: test/1\r\n");
      headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      var client = new SseClient(socket);
      if (client.status != 200) {
        socket.close();
        throw new IllegalStateException("refused with " + client.status);
      }
      client.paused = stalled;
      client.cutAfter = cutAfter;
      Thread.ofVirtual().name("sse-client").start(client::read);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        throw new EOFException("the connection ended within a line");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private void read() {
    var buffer = new byte[8192];
    try {
      for (int size; (size = nextChunk()) > 0; line()) {
        countChunk();
        for (int left = size; left > 0; ) {
          int count = in.read(buffer, 0, Math.min(left, buffer.length));
          if (count < 0) {
            throw new EOFException("the connection ended within a chunk");
          }
          take(buffer, count);
          left -= count;
        }
      }
      socket.close();
    } catch (IOException | NumberFormatException e) {
      // Ended without a last chunk: by the server, or by vanish() here.
    } finally {
      end();
    }
  }

  private synchronized void countChunk() {
    chunks++;
  }

  /** Number of pieces in which the response has arrived: the server sends one for each write. */
  public synchronized int chunks() {
    return chunks;
  }

  private int nextChunk() throws IOException {
    awaitUnpaused();
    return Integer.parseInt(line().strip(), 16);
  }

  private synchronized void awaitUnpaused() {
    try {
      while (paused && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void take(byte[] bytes, int count) throws IOException {
    int taken = (int) Math.min(count, cutAfter);
    transcript.write(bytes, 0, taken);
    parser.feed(bytes, 0, taken);
    cutAfter -= taken;
    notifyAll();
    if (cutAfter == 0) {
      vanish();
      throw new EOFException("the connection was cut");
    }
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private synchronized void add(SseEvent event) {
    events.add(event);
    if (!event.isControl()) {
      count++;
    }
  }

  /** Header of the response, by its lower-case name; empty if it is missing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** All events dispatched so far, without heartbeats, which depend on the time alone. */
  public synchronized List<SseEvent> all() {
    return events.stream().filter(event -> !event.type().equals("tidings.beat")).toList();
  }

  /** The events dispatched so far, without the server's own. */
  public synchronized List<SseEvent> events() {
    return events.stream().filter(event -> !event.isControl()).toList();
  }

  /** The number of {@link #events}. */
  public synchronized int count() {
    return count;
  }

  /** The server's own events that were dispatched so far, without heartbeats. */
  public synchronized List<SseEvent> controls() {
    return all().stream().filter(SseEvent::isControl).toList();
  }

  /** The body so far, without its chunks' framing. */
  public synchronized String transcript() {
    return transcript.toString(StandardCharsets.UTF_8);
  }

  public synchronized String lastEventId() {
    return parser.lastEventId();
  }

  /** The server's id of this stream. */
  public String connection() {
    return await("tidings.open").json().get("connection").textValue();
  }

  /** Waits for the first event of this type. */
  public SseEvent await(String type) {
    return await(type, PATIENCE);
  }

  public SseEvent await(String type, Duration atMost) {
    return await(event -> event.type().equals(type), "event " + type, atMost);
  }

  public synchronized SseEvent await(Predicate<SseEvent> wanted, String what, Duration atMost) {
    awaitUntil(() -> events.stream().anyMatch(wanted), what, atMost);
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Waits until this many events have arrived, without the server's own. */
  public List<SseEvent> awaitEvents(int count, Duration atMost) {
    awaitUntil(() -> this.count >= count, count + " events", atMost);
    return events();
  }

  public List<SseEvent> awaitEvents(int count) {
    return awaitEvents(count, PATIENCE);
  }

  /** Waits until this many events have arrived, or the stream has ended. */
  public synchronized void awaitEventsOrEnd(int count) {
    awaitUntil(() -> ended || events.size() >= count, "the end", Duration.ofMinutes(5));
  }

  /** Waits for the end of the stream. */
  public void awaitEnd() {
    awaitEnd(PATIENCE);
  }

  public synchronized void awaitEnd(Duration atMost) {
    awaitUntil(() -> ended, "the end of the stream", atMost);
  }

  public synchronized boolean isEnded() {
    return ended;
  }

  private synchronized void awaitUntil(BooleanSupplier condition, String what, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0 || (ended && !what.startsWith("the end"))) {
        throw new AssertionError(
            "%s did not come; %s, with %d events, the last of them %s"
                .formatted(
                    what,
                    ended ? "the stream ended" : "the stream is open",
                    events.size(),
                    events.isEmpty() ? "none" : events.getLast()));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Continues to read after {@link #stalled}. */
  public synchronized void resume() {
    paused = false;
    notifyAll();
  }

  /** Disconnects abruptly: the server receives a reset, not an end. */
  public void vanish() {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      if (!socket.isClosed()) { // the server was faster
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    vanish();
    end();
  }
}
