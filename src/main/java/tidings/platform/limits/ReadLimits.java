package tidings.platform.limits;

import java.time.Duration;

/**
 * Limits of reads that take much of the database, or of this node's memory.
 *
 * @param searches searches for a text
 * @param wholes conversations that are read as a whole
 */
public record ReadLimits(ReadLimit searches, ReadLimit wholes) {

  /** No limits, for a program that reads on its own account. */
  public static ReadLimits none() {
    return new ReadLimits(ReadLimit.none(), ReadLimit.none());
  }

  /**
   * For a number of connections: half of them at most search, and half of them at most read whole
   * conversations.
   *
   * @param wait how long a read may wait for its turn
   */
  public static ReadLimits of(int connections, Duration wait) {
    int half = Math.max(1, connections / 2);
    return new ReadLimits(
        new ReadLimit(new ReadLimit.Size("searches", 1, 3, half), wait),
        new ReadLimit(new ReadLimit.Size("reads of whole conversations", 2, 10, half), wait));
  }
}
