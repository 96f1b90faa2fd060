package tidings.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A publisher of newline-delimited JSON over a socket of its own, in chunks: its connection breaks,
 * or its answers remain unread, when a test wants it.
 */
public final class LinePublisher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LITTLE = 4096;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final List<String> answers = new ArrayList<>();
  private String head = "";
  private boolean ended;

  private LinePublisher(LibertyServer server, String token, boolean isReading) {
    try {
      socket.setTcpNoDelay(true);
      if (!isReading) {
        socket.setReceiveBufferSize(LITTLE);
      }
      socket.connect(new InetSocketAddress(server.host(), server.httpPort()));
      out = socket.getOutputStream();
      write(
          """
          POST /api/events HTTP/1.1\r
          Host: %s:%d\r
          Authorization: Bearer %s\r
          Content-Type: application/x-ndjson\r
          Transfer-Encoding: chunked\r
          \r
          """
              .formatted(server.host(), server.httpPort(), token));
      if (isReading) {
        Thread.ofVirtual().start(this::read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a publish stream. */
  public static LinePublisher open(LibertyServer server, String token) {
    return new LinePublisher(server, token, true);
  }

  /** Opens a publish stream whose answers are never read. */
  public static LinePublisher deaf(LibertyServer server, String token) {
    return new LinePublisher(server, token, false);
  }

  /** Sends text in one chunk. */
  public LinePublisher send(String text) {
    try {
      int length = text.getBytes(UTF_8).length;
      write(Integer.toHexString(length) + "\r\n" + text + "\r\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one event in a chunk of its own. */
  public LinePublisher event(Object event) {
    return send(Json.write(event) + "\n");
  }

  /** Ends the request. */
  public LinePublisher end() {
    try {
      write("0\r\n\r\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private void read() {
    try (var in = new BufferedInputStream(socket.getInputStream())) {
      var fields = new StringBuilder();
      for (var line = line(in); !line.isEmpty(); line = line(in)) {
        fields.append(line).append('\n');
      }
      setHead(fields.toString());
      var text = new StringBuilder();
      for (int size = size(in); size > 0; size = size(in)) {
        text.append(new String(in.readNBytes(size), UTF_8));
        line(in);
        for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
          add(text.substring(0, end));
          text.delete(0, end + 1);
        }
      }
    } catch (IOException e) {
      setHead(head() + e);
    } finally {
      setEnded();
    }
  }

  /** The size of the next chunk; 0 at the end. */
  private static int size(InputStream in) throws IOException {
    var line = line(in);
    return line.isEmpty() ? 0 : Integer.parseInt(line, 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private synchronized void setHead(String fields) {
    head = fields;
  }

  private synchronized void add(String answer) {
    answers.add(answer);
  }

  private synchronized void setEnded() {
    ended = true;
  }

  /** The head of the response, and after a break its cause. */
  public synchronized String head() {
    return head;
  }

  /** The answers so far. */
  public synchronized List<JsonNode> answers() {
    return answers.stream().map(Json::read).toList();
  }

  /** Number of answers so far. */
  public synchronized int count() {
    return answers.size();
  }

  public synchronized boolean isEnded() {
    return ended;
  }

  /** Waits for this many answers. */
  public List<JsonNode> await(int count) {
    Awaitility.await(count + " answers")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> count() >= count);
    return answers();
  }

  /** Waits for the end of the response; returns all answers. */
  public List<JsonNode> awaitEnd() {
    Awaitility.await("the end of the answers").atMost(PATIENCE).until(this::isEnded);
    return answers();
  }

  /** Breaks the connection with a reset. */
  public void kill() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
