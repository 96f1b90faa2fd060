package tidings.runs.tool;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.platform.security.Caller;
import tidings.platform.security.Secrets;

/**
 * The tools of an MCP server. The connection is opened at the first use, and again when it is lost.
 * A call that fails affects no other call.
 *
 * @see <a href="https://modelcontextprotocol.io/specification">Model Context Protocol</a>
 */
final class McpServer implements ToolServer {

  private static final Logger LOG = Logger.getLogger(McpServer.class.getName());
  private static final JsonMapper JSON = new JsonMapper();

  private final McpSettings.Server server;
  private final Duration timeout;
  private final Set<String> environment;
  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicReference<@Nullable McpConnection> connection = new AtomicReference<>();

  /**
   * @param environment names of the variables that a process inherits from this one
   */
  McpServer(McpSettings.Server server, Duration timeout, Set<String> environment) {
    this.server = server;
    this.timeout = timeout;
    this.environment = environment;
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public List<Tool> tools() throws InterruptedException {
    return request(open -> open.tools().stream().map(tool -> (Tool) new Remote(tool)).toList());
  }

  /** One request to the server. */
  private interface ServerCall<T> {
    T send(McpConnection open);
  }

  private <T> T request(ServerCall<T> question) throws InterruptedException {
    var open = acquire();
    try {
      return question.send(open);
    } catch (McpError e) {
      // It answered, so the connection works.
      throw new ToolException("the MCP server '%s' refused: %s".formatted(name(), text(e)), e);
    } catch (RuntimeException e) {
      refuseIfInterrupted(e);
      if (has(e, TimeoutException.class)) {
        open.checkAlive(this::forget);
        throw new ToolException(
            "the MCP server '%s' did not answer within %s".formatted(name(), timeoutText()), e);
      }
      forget(open);
      throw new ToolException("the MCP server '%s' failed: %s".formatted(name(), text(e)), e);
    } finally {
      open.release();
    }
  }

  private static void refuseIfInterrupted(RuntimeException e) throws InterruptedException {
    if (Thread.interrupted() || has(e, InterruptedException.class)) {
      throw new InterruptedException();
    }
  }

  private static boolean has(Throwable e, Class<? extends Exception> cause) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (cause.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  private McpConnection acquire() throws InterruptedException {
    var open = connection.get();
    if (open != null && open.tryAcquire()) {
      return open;
    }
    connecting.lockInterruptibly();
    try {
      open = connection.get();
      if (open == null || !open.tryAcquire()) {
        open = connected(transport());
        open.tryAcquire();
        connection.set(open);
        LOG.info(() -> "Connected to the MCP server " + name());
      }
      return open;
    } catch (RuntimeException e) {
      refuseIfInterrupted(e);
      var reason = has(e, TimeoutException.class) ? "no answer within " + timeoutText() : text(e);
      throw new ToolException(
          "the MCP server '%s' cannot be reached: %s".formatted(name(), reason), e);
    } finally {
      connecting.unlock();
    }
  }

  private McpConnection connected(McpClientTransport transport) {
    var open = new McpConnection(name(), transport, timeout);
    if (transport instanceof StdioClientTransport process) {
      Thread.ofVirtual()
          .name("mcp-process-" + name())
          .start(
              () -> {
                process.awaitForExit();
                forget(open);
                open.close(); // pending calls would wait in vain
              });
    }
    return open;
  }

  private String timeoutText() {
    return timeout.toMillis() + " ms";
  }

  private static String text(Throwable e) {
    var cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : Secrets.masked(cause.getMessage()); // the message may contain the address
  }

  private McpClientTransport transport() {
    if (server.isProcess()) {
      return new McpProcess(name(), server.command(), environment);
    }
    var url = URI.create(server.address());
    var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/mcp" : url.getRawPath();
    return HttpClientStreamableHttpTransport.builder(
            url.getScheme() + "://" + url.getRawAuthority())
        .endpoint(path)
        .connectTimeout(timeout)
        .build();
  }

  /** Forgets a broken connection: later calls use another one. */
  private void forget(McpConnection broken) {
    connection.compareAndSet(broken, null);
    broken.retire();
  }

  @Override
  public void close() {
    var open = connection.get();
    if (open != null) {
      open.close();
    }
  }

  /** A tool of the server. */
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
          request(
              open ->
                  open.call(
                      McpSchema.CallToolRequest.builder(tool.name()).arguments(values).build()));
      var text =
          result.content().stream()
              .map(
                  content ->
                      content instanceof McpSchema.TextContent said ? said.text() : json(content))
              .collect(Collectors.joining("\n"));
      if (Boolean.TRUE.equals(result.isError())) {
        throw new ToolException(text.isEmpty() ? "it failed without a reason" : text);
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
