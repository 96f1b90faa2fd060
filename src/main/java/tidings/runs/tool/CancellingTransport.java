package tidings.runs.tool;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A transport that records the id of each tool call, so that a call can be cancelled at the server:
 * the SDK does not expose the id. Thread-safe.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-06-18/basic/utilities/cancellation">
 *     MCP, cancellation</a>
 */
final class CancellingTransport implements McpClientTransport {

  private static final Logger LOG = Logger.getLogger(CancellingTransport.class.getName());
  private static final String CANCELLED = "notifications/cancelled";

  private final McpClientTransport transport;

  /**
   * Completes when it is connected, or fails with the reason: a process that cannot be started
   * sends no answer.
   */
  private final Sinks.Empty<Void> connected = Sinks.empty();

  /** Ids of the pending calls, by request: each request is sent once. Guarded by itself. */
  private final IdentityHashMap<McpSchema.CallToolRequest, Object> ids = new IdentityHashMap<>();

  CancellingTransport(McpClientTransport transport) {
    this.transport = transport;
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCRequest request
        && request.params() instanceof McpSchema.CallToolRequest call) {
      synchronized (ids) {
        ids.put(call, request.id());
      }
    }
    return connected.asMono().then(Mono.defer(() -> transport.sendMessage(message)));
  }

  /** Removes a call that was answered. */
  void answered(McpSchema.CallToolRequest call) {
    idOf(call);
  }

  private @Nullable Object idOf(McpSchema.CallToolRequest call) {
    synchronized (ids) {
      return ids.remove(call);
    }
  }

  /** Reports to the server that the call is cancelled. Does not wait itself. */
  void cancel(McpSchema.CallToolRequest call, String reason) {
    var id = idOf(call);
    if (id != null) {
      var cancelled =
          new McpSchema.JSONRPCNotification(CANCELLED, Map.of("requestId", id, "reason", reason));
      Thread.ofVirtual().name("mcp-cancel-" + id).start(() -> send(cancelled));
    }
  }

  private void send(McpSchema.JSONRPCNotification cancelled) {
    try {
      transport.sendMessage(cancelled).block();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "A tool call could not be cancelled at its MCP server");
    }
  }

  @Override
  public Mono<Void> connect(
      Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
    return transport
        .connect(handler)
        .doOnSuccess(_ -> connected.tryEmitEmpty())
        .doOnError(connected::tryEmitError);
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(handler);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }

  @Override
  public void close() {
    transport.close();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }
}
