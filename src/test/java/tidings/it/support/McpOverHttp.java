package tidings.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A minimal MCP server over streamable HTTP: it keeps no sessions and answers each call with JSON.
 * One tool repeats a word, the other waits until the word is released, or its call is cancelled.
 * Thread-safe.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-06-18/basic/transports">MCP,
 *     transports</a>
 */
public final class McpOverHttp implements AutoCloseable {

  private final HttpServer server;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, PendingCall> pending = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean deaf;
  private volatile long pingedNanos;

  /** A call that waits. */
  private static final class PendingCall {
    final JsonNode id;
    final long sinceNanos = System.nanoTime();
    final CountDownLatch released = new CountDownLatch(1);

    /** Time of its cancellation; 0: none. */
    volatile long cancelledNanos;

    PendingCall(JsonNode id) {
      this.id = id;
    }
  }

  private McpOverHttp(HttpServer server) {
    this.server = server;
  }

  public static McpOverHttp start() {
    try {
      var server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
      var mcp = new McpOverHttp(server);
      server.createContext("/mcp", mcp::handle);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return mcp;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/mcp";
  }

  /** Number of connections by clients. */
  public int connections() {
    return connections.get();
  }

  /** Sets whether it ignores pings. */
  public void deaf(boolean isDeaf) {
    deaf = isDeaf;
  }

  /** Whether a ping has waited for an answer for this long. */
  public boolean holdsPing(Duration atLeast) {
    return pingedNanos != 0 && System.nanoTime() - pingedNanos >= atLeast.toNanos();
  }

  /** Whether a call with this word has waited for this long. */
  public boolean holds(String word, Duration atLeast) {
    var call = pending.get(word);
    return call != null && System.nanoTime() - call.sinceNanos >= atLeast.toNanos();
  }

  /** Answers the call with this word. */
  public void release(String word) {
    call(word).released.countDown();
  }

  /** Time at which the server received the cancellation of this call; 0: it did not. */
  public long cancelledNanos(String word) {
    return call(word).cancelledNanos;
  }

  private PendingCall call(String word) {
    var call = pending.get(word);
    if (call == null) {
      throw new AssertionError("no call came with the word " + word);
    }
    return call;
  }

  @Override
  public void close() {
    closed.countDown();
    pending.values().forEach(call -> call.released.countDown());
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      var asked =
          Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (!asked.has("id")) {
        cancelled(asked);
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      var answer = Map.of("jsonrpc", "2.0", "id", asked.get("id"), "result", result(asked));
      var body = Json.write(answer).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelled(JsonNode notification) {
    if (notification.path("method").asText().equals("notifications/cancelled")) {
      for (var call : pending.values()) {
        if (call.id.equals(notification.at("/params/requestId"))) {
          call.cancelledNanos = System.nanoTime();
          call.released.countDown();
        }
      }
    }
  }

  private Map<String, Object> result(JsonNode asked) throws InterruptedException {
    var params = asked.path("params");
    return switch (asked.get("method").asText()) {
      case "initialize" -> {
        connections.incrementAndGet();
        yield Map.of(
            "protocolVersion",
            params.path("protocolVersion").asText(),
            "capabilities",
            Map.of("tools", Map.of()),
            "serverInfo",
            Map.of("name", "remote", "version", "1"));
      }
      case "tools/list" ->
          Map.of("tools", List.of(tool("twice", "Says it twice"), tool("wait", "Waits")));
      case "tools/call" -> {
        var word = params.path("arguments").path("word").asText();
        if (params.path("name").asText().equals("wait")) {
          var call = new PendingCall(asked.get("id"));
          pending.put(word, call);
          call.released.await();
        }
        yield Map.of("content", List.of(Map.of("type", "text", "text", word + " " + word)));
      }
      case "ping" -> {
        if (deaf) {
          pingedNanos = System.nanoTime();
          closed.await();
        }
        yield Map.of();
      }
      default -> Map.of();
    };
  }

  private static Map<String, Object> tool(String name, String description) {
    return Map.of(
        "name", name, "description", description, "inputSchema", Map.of("type", "object"));
  }
}
