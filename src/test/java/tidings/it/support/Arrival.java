package tidings.it.support;

import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * The body of an answer ({@link BodyHandlers#ofPublisher}) as it arrives, up to the byte at which
 * it breaks off. The stream of {@link BodyHandlers#ofInputStream} drops unread bytes when its
 * connection breaks, and with them the error that a server sends last. Thread-safe.
 */
final class Arrival implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  private final Consumer<byte[]> receiver;
  private final Consumer<Boolean> end;
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  /**
   * @param receiver receives the pieces, one after the other
   * @param end receives last whether the body was complete
   */
  Arrival(Flow.Publisher<List<ByteBuffer>> body, Consumer<byte[]> receiver, Consumer<Boolean> end) {
    this.receiver = receiver;
    this.end = end;
    body.subscribe(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription.complete(granted);
    granted.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (var piece : pieces) {
      var bytes = new byte[piece.remaining()];
      piece.get(bytes);
      receiver.accept(bytes);
    }
  }

  @Override
  public void onError(Throwable broken) {
    end.accept(false);
  }

  @Override
  public void onComplete() {
    end.accept(true);
  }

  /** Disconnects: closes the connection. */
  @Override
  public void close() {
    subscription.join().cancel();
  }
}
