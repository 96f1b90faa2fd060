package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A server of an OpenAI-compatible model, in a process of its own, that answers by {@link
 * StubScript}. It writes exactly the pieces of its script, one request a connection, and notices
 * when its client disconnects. {@code GET /seen} returns the requests it received, {@code POST
 * /gates/{name}} opens a gate.
 */
public final class OpenAiStub {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final StubScript script = new StubScript();
  private final List<Seen> seen = new ArrayList<>();

  private OpenAiStub() {}

  /** A received request. */
  private static final class Seen {
    final JsonNode body;
    final String authorization;
    final CountDownLatch gone = new CountDownLatch(1);
    volatile boolean answered;

    /** Time of the client's disconnect before the end of the answer; 0: none. */
    volatile long leftMillis;

    Seen(JsonNode body, String authorization) {
      this.body = body;
      this.authorization = authorization;
    }
  }

  /**
   * @param args the port to listen on
   */
  public static void main(String[] args) throws IOException {
    var stub = new OpenAiStub();
    try (var server = new ServerSocket()) {
      server.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 1000);
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> stub.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      var request = line(in);
      int length = 0;
      var authorization = "";
      for (var header = line(in); !header.isEmpty(); header = line(in)) {
        var value = header.substring(header.indexOf(':') + 1).strip();
        if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(value);
        } else if (header.regionMatches(true, 0, "authorization:", 0, 14)) {
          authorization = value;
        }
      }
      var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      answer(request.split(" ", -1)[1], authorization, body, socket, in);
    } catch (IOException e) {
      // The client disconnected, which the tests ask for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void answer(String path, String authorization, String body, Socket socket, InputStream in)
      throws IOException, InterruptedException {
    var nobody = new StubAnswer("", socket, new CountDownLatch(1));
    if (path.startsWith("/gates/")) {
      script.open(path.substring("/gates/".length()));
      nobody.answer(200, Map.of(), "{}");
    } else if (path.equals("/seen")) {
      nobody.answer(200, Map.of(), seenRequests());
    } else if (path.startsWith("/v1/models")) {
      nobody.answer(
          200,
          Map.of(),
          "{\"data\":[{\"id\":\"plain\"},{\"id\":\"tools\"},{\"id\":\"meta/llama-3\"}]}");
    } else {
      complete(new Seen(MAPPER.readTree(body), authorization), socket, in);
    }
  }

  private void complete(Seen request, Socket socket, InputStream in)
      throws IOException, InterruptedException {
    synchronized (seen) {
      seen.add(request);
    }
    Thread.ofVirtual().start(() -> watch(request, in));
    var model = request.body.path("model").asText();
    try {
      script.answer(request.body, new StubAnswer(model, socket, request.gone));
      request.answered = true;
    } catch (IOException e) {
      left(request);
      throw e;
    }
    request.answered = request.leftMillis == 0;
  }

  private static void watch(Seen request, InputStream in) {
    try {
      while (in.read() >= 0) {
        // A client sends nothing more.
      }
    } catch (IOException e) {
      // A reset is an end, too.
    }
    left(request);
  }

  private static synchronized void left(Seen request) {
    if (!request.answered && request.leftMillis == 0) {
      request.leftMillis = System.currentTimeMillis();
    }
    request.gone.countDown();
  }

  private String seenRequests() {
    var models = MAPPER.createArrayNode();
    synchronized (seen) {
      for (var request : seen) {
        models
            .addObject()
            .put("authorization", request.authorization)
            .put("answered", request.answered)
            .put("left", request.leftMillis)
            .set("body", request.body);
      }
    }
    return models.toString();
  }
}
