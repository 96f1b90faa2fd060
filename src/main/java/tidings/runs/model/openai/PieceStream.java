package tidings.runs.model.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import tidings.runs.model.ModelException;

/**
 * {@link BodyChunks} as a stream, for consumers that read streams only, such as decompression. An
 * interrupted read throws {@link InterruptedIOException}.
 */
final class PieceStream extends InputStream {

  private final BodyChunks pieces;
  private final Supplier<Duration> timeout;
  private byte[] piece = new byte[0];
  private int position;

  /**
   * @param timeout maximum time to wait for the next piece; called before each
   */
  PieceStream(BodyChunks pieces, Supplier<Duration> timeout) {
    this.pieces = pieces;
    this.timeout = timeout;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws ModelException if nothing arrives in time
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (position == piece.length) {
      var next = next();
      if (next == null) {
        return -1;
      }
      piece = next;
      position = 0;
    }
    int count = Math.min(length, piece.length - position);
    System.arraycopy(piece, position, buffer, offset, count);
    position += count;
    return count;
  }

  private byte @org.jspecify.annotations.Nullable [] next() throws IOException {
    try {
      return pieces.next(timeout.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
