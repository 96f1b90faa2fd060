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
 * A transport that knows under which id a call of a tool went out, so that the server can be told
 * that nobody waits for it any more: the SDK keeps the id to itself, and tells no one. Thread-safe.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-06-18/basic/utilities/cancellation">
 *     MCP, cancellation</a>
 */
final class CancellingTransport implements McpClientTransport {

  private static final Logger LOG = Logger.getLogger(CancellingTransport.class.getName());
  private static final String CANCELLED = "notifications/cancelled";

  private final McpClientTransport transport;

  /** That it is connected, or why it is not: a process that cannot be started answers nobody. */
  private final Sinks.Empty<Void> connected = Sinks.empty();

  /** Ids of the calls that wait, by what was asked: each is asked once. Guarded by itself. */
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

  /** Nobody waits for this call any more, as it was answered. */
  void answered(McpSchema.CallToolRequest call) {
    idOf(call);
  }

  private @Nullable Object idOf(McpSchema.CallToolRequest call) {
    synchronized (ids) {
      return ids.remove(call);
    }
  }

  /** Tells the server that nobody waits for this call any more. Does not wait itself. */
  void cancel(McpSchema.CallToolRequest call, String reason) {
    var id = idOf(call);
    if (id != null) {
      var cancelled =
          new McpSchema.JSONRPCNotification(CANCELLED, Map.of("requestId", id, "reason", reason));
      Thread.ofVirtual().name("mcp-cancel-" + id).start(() -> tell(cancelled));
    }
  }

  private void tell(McpSchema.JSONRPCNotification cancelled) {
    try {
      transport.sendMessage(cancelled).block();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "An MCP server goes on with what was cancelled");
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
