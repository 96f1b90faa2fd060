package tidings.tool;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.security.Caller;

/**
 * Tools of an MCP server, connected to when first asked for, and again when the connection is lost.
 *
 * @see <a href="https://modelcontextprotocol.io/specification">Model Context Protocol</a>
 */
final class McpServer implements ToolServer {

  private static final Logger LOG = Logger.getLogger(McpServer.class.getName());
  private static final JsonMapper JSON = new JsonMapper();
  private static final String STDIO = "stdio:";

  private final McpSettings.Server server;
  private final Duration timeout;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable McpSyncClient client;

  McpServer(McpSettings.Server server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public List<Tool> tools() throws InterruptedException {
    return asking(
        open -> open.listTools().tools().stream().map(tool -> (Tool) new Remote(tool)).toList());
  }

  /** One question to the server. */
  private interface Question<T> {
    T ask(McpSyncClient open);
  }

  private <T> T asking(Question<T> question) throws InterruptedException {
    var open = connected();
    try {
      return question.ask(open);
    } catch (McpError e) {
      // It answered, so the connection is good, and others are using it.
      throw new ToolException("the MCP server '%s' refused: %s".formatted(name(), text(e)), e);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      forget(open);
      throw new ToolException("the MCP server '%s' failed: %s".formatted(name(), text(e)), e);
    }
  }

  private McpSyncClient connected() throws InterruptedException {
    var open = client;
    if (open != null) {
      return open;
    }
    connecting.lockInterruptibly();
    try {
      open = client;
      if (open == null) {
        open =
            McpClient.sync(transport())
                .requestTimeout(timeout)
                .initializationTimeout(timeout)
                .build();
        open.initialize();
        client = open;
        LOG.info(() -> "Connected to the MCP server " + name());
      }
      return open;
    } catch (RuntimeException e) {
      if (open != null) {
        open.close();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new ToolException(
          "the MCP server '%s' cannot be reached: %s".formatted(name(), text(e)), e);
    } finally {
      connecting.unlock();
    }
  }

  private static String text(Throwable e) {
    var cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private McpClientTransport transport() {
    if (server.address().startsWith(STDIO)) {
      var words = List.of(server.address().substring(STDIO.length()).strip().split("\\s+", -1));
      var command = ServerParameters.builder(words.getFirst()).args(words.subList(1, words.size()));
      return new StdioClientTransport(command.build(), McpJsonDefaults.getMapper());
    }
    var url = URI.create(server.address());
    var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/mcp" : url.getRawPath();
    return HttpClientStreamableHttpTransport.builder(
            url.getScheme() + "://" + url.getRawAuthority())
        .endpoint(path)
        .connectTimeout(timeout)
        .build();
  }

  private void forget(McpSyncClient broken) {
    connecting.lock();
    try {
      if (broken.equals(client)) {
        client = null;
        broken.close();
      }
    } finally {
      connecting.unlock();
    }
  }

  @Override
  public void close() {
    var open = client;
    if (open != null) {
      try {
        open.closeGracefully();
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, e, () -> "Leaving the MCP server " + name() + " failed");
      }
    }
  }

  /** A tool that the server has. */
  private final class Remote implements Tool {
    private final McpSchema.Tool tool;

    Remote(McpSchema.Tool tool) {
      this.tool = tool;
    }

    @Override
    public String name() {
      return tool.name();
    }

    @Override
    public String description() {
      return tool.description() == null ? "" : tool.description();
    }

    @Override
    public ObjectNode parameters() {
      return JSON.valueToTree(tool.inputSchema());
    }

    @Override
    public String call(ObjectNode arguments, Caller caller) throws InterruptedException {
      Map<String, Object> values = JSON.convertValue(arguments, new TypeReference<>() {});
      var result =
          asking(
              open ->
                  open.callTool(
                      McpSchema.CallToolRequest.builder(tool.name()).arguments(values).build()));
      var text =
          result.content().stream()
              .map(
                  content ->
                      content instanceof McpSchema.TextContent said ? said.text() : json(content))
              .collect(Collectors.joining("\n"));
      if (Boolean.TRUE.equals(result.isError())) {
        throw new ToolException(text.isEmpty() ? "it failed and did not say why" : text);
      }
      return text.isEmpty() && result.structuredContent() != null
          ? json(result.structuredContent())
          : text;
    }

    private static String json(Object value) {
      return JSON.valueToTree(value).toString();
    }
  }
}
