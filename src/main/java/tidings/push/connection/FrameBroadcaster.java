package tidings.push.connection;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A broadcaster over {@link Connection}s: one encoding, then an offer to each. Some need not be
 * registered: they are looked up at each broadcast, and outlive the broadcaster. Thread-safe.
 */
final class FrameBroadcaster implements SseBroadcaster {

  private final Supplier<Stream<Connection>> present;
  private final Set<SseEventSink> sinks = ConcurrentHashMap.newKeySet();
  private final CopyOnWriteArrayList<BiConsumer<SseEventSink, Throwable>> onError =
      new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<SseEventSink>> onClose = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param present the connections that receive a broadcast without being registered
   */
  FrameBroadcaster(Supplier<Stream<Connection>> present) {
    this.present = present;
  }

  @Override
  public void onError(BiConsumer<SseEventSink, Throwable> listener) {
    onError.add(listener);
  }

  @Override
  public void onClose(Consumer<SseEventSink> listener) {
    onClose.add(listener);
  }

  @Override
  public void register(SseEventSink sink) {
    refuseIfClosed();
    sinks.add(sink);
    if (sink instanceof Connection connection) {
      connection.onClosing(() -> remove(connection));
    }
  }

  private void remove(SseEventSink sink) {
    if (sinks.remove(sink)) {
      onClose.forEach(listener -> listener.accept(sink));
    }
  }

  @Override
  public CompletionStage<?> broadcast(OutboundSseEvent event) {
    refuseIfClosed();
    var frame = Outbound.frame(event);
    var reached = new HashSet<SseEventSink>();
    present
        .get()
        .forEach(
            connection -> {
              connection.offer(frame);
              reached.add(connection);
            });
    for (var sink : sinks) {
      if (sink instanceof Connection connection) {
        if (!reached.contains(connection)) {
          connection.offer(frame);
        }
      } else {
        foreign(sink, event);
      }
    }
    return CompletableFuture.completedStage(null);
  }

  private void foreign(SseEventSink sink, OutboundSseEvent event) {
    if (sink.isClosed()) {
      remove(sink);
      return;
    }
    try {
      sink.send(event)
          .whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  failed(sink, failure);
                }
              });
    } catch (IllegalStateException e) {
      failed(sink, e); // it closed after the check
    }
  }

  private void failed(SseEventSink sink, Throwable failure) {
    onError.forEach(listener -> listener.accept(sink, failure));
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
  }

  @Override
  public void close() {
    close(true);
  }

  @Override
  public void close(boolean cascading) {
    closed = true;
    var registered = List.copyOf(sinks);
    sinks.clear();
    if (cascading) {
      for (var sink : registered) {
        sink.close();
        onClose.forEach(listener -> listener.accept(sink));
      }
    }
  }
}
