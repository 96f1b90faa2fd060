package it.tidings;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An MCP server over streamable HTTP, as small as one may be: it keeps no sessions and answers each
 * call with JSON. Its one tool says a word twice.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-06-18/basic/transports">MCP,
 *     transports</a>
 */
final class McpOverHttp {

  private final HttpServer server;

  private McpOverHttp(HttpServer server) {
    this.server = server;
  }

  static McpOverHttp start() {
    try {
      var server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
      server.createContext("/mcp", McpOverHttp::handle);
      server.start();
      return new McpOverHttp(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/mcp";
  }

  private static void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      var asked =
          Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (!asked.has("id")) {
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      var answer = Map.of("jsonrpc", "2.0", "id", asked.get("id"), "result", result(asked));
      var body = Json.write(answer).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, Object> result(JsonNode asked) {
    var params = asked.path("params");
    return switch (asked.get("method").asText()) {
      case "initialize" ->
          Map.of(
              "protocolVersion",
              params.path("protocolVersion").asText(),
              "capabilities",
              Map.of("tools", Map.of()),
              "serverInfo",
              Map.of("name", "remote", "version", "1"));
      case "tools/list" ->
          Map.of(
              "tools",
              List.of(
                  Map.of(
                      "name",
                      "twice",
                      "description",
                      "Says it twice",
                      "inputSchema",
                      Map.of("type", "object"))));
      case "tools/call" -> {
        var word = params.path("arguments").path("word").asText();
        yield Map.of("content", List.of(Map.of("type", "text", "text", word + " " + word)));
      }
      default -> Map.of();
    };
  }
}
