package tidings.runs.model.openai;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.runs.model.ModelException;

/**
 * A response's body in pieces, requested one at a time: so the wait for the next piece can have a
 * timeout, which a blocking stream does not offer.
 */
final class BodyChunks implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  /** A received piece: bytes, or the end, normal or not. */
  private sealed interface Piece {
    record Bytes(List<ByteBuffer> buffers) implements Piece {}

    record End(@Nullable Throwable failure) implements Piece {}
  }

  private final BlockingQueue<Piece> queue = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    queue.add(new Piece.Bytes(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    queue.add(new Piece.End(failure));
  }

  @Override
  public void onComplete() {
    queue.add(new Piece.End(null));
  }

  /**
   * The next bytes; null at the end.
   *
   * @throws ModelException if none arrive in time
   * @throws IOException if the connection broke
   */
  byte @Nullable [] next(Duration atMost) throws IOException, InterruptedException {
    return switch (queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      case null ->
          throw ModelException.readTimeout(
              "the model sent nothing for " + atMost.toSeconds() + " s");
      case Piece.End end -> {
        if (end.failure() != null) {
          throw new IOException("the connection to the model broke", end.failure());
        }
        yield null;
      }
      case Piece.Bytes piece -> {
        var open = subscription;
        if (open != null) {
          open.request(1);
        }
        yield join(piece.buffers());
      }
    };
  }

  private static byte[] join(List<ByteBuffer> buffers) {
    var all = ByteBuffer.allocate(buffers.stream().mapToInt(ByteBuffer::remaining).sum());
    buffers.forEach(all::put);
    return all.array();
  }

  /** Closes the connection if the body has not ended. */
  @Override
  public void close() {
    closed = true;
    var open = subscription;
    if (open != null) {
      open.cancel();
    }
  }
}
