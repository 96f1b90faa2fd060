package tidings.runs.tool;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A connection to an MCP server, which the calls of all users share: it is closed only when it has
 * been retired, and the last call over it has ended. Thread-safe.
 */
final class McpConnection {

  private static final Logger LOG = Logger.getLogger(McpConnection.class.getName());

  private final String name;
  private final CancellingTransport transport;
  private final McpSyncClient client;
  private final AtomicBoolean pinging = new AtomicBoolean();

  // Guarded by this.
  private int calls;
  private boolean retired;

  /**
   * Connects.
   *
   * @param name of the server
   * @param timeout for connecting, and for each call
   * @throws RuntimeException if the connection fails
   */
  McpConnection(String name, McpClientTransport transport, Duration timeout) {
    this.name = name;
    this.transport = new CancellingTransport(transport);
    client =
        McpClient.sync(this.transport)
            .requestTimeout(timeout)
            .initializationTimeout(timeout)
            .build();
    try {
      client.initialize();
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Whether one more call may use it; an admitted call must release it. */
  synchronized boolean tryAcquire() {
    if (!retired) {
      calls++;
    }
    return !retired;
  }

  void release() {
    if (retireOrRelease(-1, false)) {
      Thread.ofVirtual().name("mcp-close-" + name).start(this::close);
    }
  }

  /** Retires the connection: it admits no further calls. */
  void retire() {
    if (retireOrRelease(0, true)) {
      Thread.ofVirtual().name("mcp-close-" + name).start(this::close);
    }
  }

  private synchronized boolean retireOrRelease(int change, boolean retires) {
    boolean wasOver = retired && calls == 0;
    calls += change;
    retired |= retires;
    return !wasOver && retired && calls == 0;
  }

  List<McpSchema.Tool> tools() {
    return client.listTools().tools();
  }

  /** Calls a tool; a call whose caller no longer waits is cancelled at the server. */
  McpSchema.CallToolResult call(McpSchema.CallToolRequest request) {
    try {
      var result = client.callTool(request);
      transport.answered(request);
      return result;
    } catch (McpError e) {
      transport.answered(request);
      throw e;
    } catch (RuntimeException e) {
      transport.cancel(request, "the caller no longer waits");
      throw e;
    }
  }

  /**
   * Checks, without waiting, whether the server is still alive: a call that timed out may mean a
   * slow tool, or a dead server.
   *
   * @param ifGone called if the server does not answer this either
   */
  void checkAlive(Consumer<McpConnection> ifGone) {
    if (pinging.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("mcp-ping-" + name)
          .start(
              () -> {
                boolean answers = answers();
                pinging.set(false);
                if (!answers) {
                  ifGone.accept(this);
                }
              });
    }
  }

  private boolean answers() {
    try {
      client.ping();
      return true;
    } catch (McpError e) {
      return true; // it does not support pings, but it is alive
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, () -> "The MCP server " + name + " no longer answers: " + e.getMessage());
      return false;
    }
  }

  /** Closes it, even if calls use it. */
  void close() {
    try {
      client.closeGracefully();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "Disconnecting from the MCP server " + name + " failed");
    }
  }
}
