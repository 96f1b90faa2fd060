package tidings.platform.http.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.limits.BodyBudget;

/**
 * Reads one body as it arrives. Memory is reserved block by block before it is filled. A
 * reservation among the waiting requests is held until the whole body is there: nothing predicts
 * whether a read will block.
 *
 * <p>The server ends a read that receives nothing; many short reads are ended by the deadline for
 * the whole body. One thread.
 */
final class BodyReader {

  /** Number of bytes that are reserved, and read, at a time. */
  static final int BLOCK = 64 << 10;

  private final InputStream in;
  private final int max;
  private final BodyBudget.Share memory;
  private final BodyBudget.Share slot;
  private final LongSupplier nanos;
  private final long deadline;

  /** The body did not arrive in time. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param max maximum number of bytes
   * @param memory share of the memory for bodies
   * @param slot share of the limit of waiting requests, empty so far
   * @param timeoutNanos time for the whole body, from now
   */
  BodyReader(
      InputStream in,
      int max,
      BodyBudget.Share memory,
      BodyBudget.Share slot,
      long timeoutNanos,
      LongSupplier nanos) {
    this.in = in;
    this.max = max;
    this.memory = memory;
    this.slot = slot;
    this.nanos = nanos;
    deadline = nanos.getAsLong() + timeoutNanos;
  }

  /**
   * Reads the whole body. The reservation among the waiting requests is released when this returns
   * or throws.
   *
   * @param expected length of the body, or of a first block if it is unknown
   * @throws UnreadableEventException if it is longer than the maximum
   * @throws tidings.platform.limits.OverLimitException if the memory or the waiting requests are at
   *     their limit
   * @throws TooSlowException if it does not arrive in time
   */
  byte[] read(int expected) throws IOException {
    if (expected > 0) {
      slot.reserve(1);
    }
    try {
      return blocks(expected);
    } finally {
      slot.close();
    }
  }

  private byte[] blocks(int expected) throws IOException {
    var blocks = new ArrayList<byte[]>(2);
    int length = 0;
    for (int next = expected; next > 0; next = BLOCK) {
      memory.reserve(next);
      var block = new byte[next];
      int filled = fill(block);
      blocks.add(block);
      length += filled;
      if (length > max) {
        throw UnreadableEventException.tooLarge(
            "", "the body is larger than the limit of " + max + " bytes");
      }
      if (filled < next || next < BLOCK) {
        break;
      }
    }
    return join(blocks, length);
  }

  /** Number of bytes read: fewer than the block's length only at the end of the body. */
  private int fill(byte[] block) throws IOException {
    int filled = 0;
    while (filled < block.length) {
      int count = in.read(block, filled, block.length - filled);
      if (count < 0) {
        break;
      }
      filled += count;
      if (nanos.getAsLong() - deadline > 0 && filled < block.length) {
        throw new TooSlowException();
      }
    }
    return filled;
  }

  private static byte[] join(List<byte[]> blocks, int length) {
    if (blocks.size() == 1 && blocks.getFirst().length == length) {
      return blocks.getFirst();
    }
    var joined = new byte[length];
    int at = 0;
    for (var block : blocks) {
      int part = Math.min(block.length, length - at);
      System.arraycopy(block, 0, joined, at, part);
      at += part;
    }
    return joined;
  }
}
