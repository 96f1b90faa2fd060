package tidings.push.connection;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A broadcaster over {@link Connection}s: one encoding, then an offer to each. Thread-safe. */
final class FrameBroadcaster implements SseBroadcaster {

  private final Set<SseEventSink> sinks = ConcurrentHashMap.newKeySet();
  private final CopyOnWriteArrayList<BiConsumer<SseEventSink, Throwable>> onError =
      new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<SseEventSink>> onClose = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

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
    for (var sink : sinks) {
      if (sink instanceof Connection connection) {
        connection.offer(frame);
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
