package tidings.platform.limits;

import java.time.Duration;

/**
 * Limits of reads that take much of the database, or of this node's memory.
 *
 * @param searches searches for a text
 * @param wholes reads of whole conversations
 */
public record ReadLimits(ReadLimit searches, ReadLimit wholes) {

  /** No limits, for programs that act without a user. */
  public static ReadLimits none() {
    return new ReadLimits(ReadLimit.none(), ReadLimit.none());
  }

  /**
   * Limits for a number of connections: at most half of them search, and at most half of them read
   * whole conversations.
   *
   * @param wait maximum time that a read waits for a permit
   */
  public static ReadLimits of(int connections, Duration wait) {
    int half = Math.max(1, connections / 2);
    return new ReadLimits(
        new ReadLimit(new ReadLimit.Size("searches", 1, 3, half), wait),
        new ReadLimit(new ReadLimit.Size("reads of whole conversations", 2, 10, half), wait));
  }
}
