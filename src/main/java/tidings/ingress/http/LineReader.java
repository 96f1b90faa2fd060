package tidings.ingress.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.UnreadableEventException;
import tidings.platform.limits.BodyBudget;
import tidings.platform.limits.OverLimitException;

/**
 * Splits the blocks of a body into lines (newline-delimited JSON). A line ends with a line feed; a
 * carriage return ahead of it, and a byte order mark at the start, are removed. Empty lines are
 * left out. Memory for a line that is longer than a block is reserved before it is used, and
 * released at the end of the line. One thread.
 */
final class LineReader implements AutoCloseable {

  /** Length of a line up to which no memory is reserved. */
  static final int UNRESERVED = 16 << 10;

  private static final byte[] NOTHING = {};
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final int max;
  private final BodyBudget.Share memory;
  private byte[] block = NOTHING;
  private int at;
  private int end;

  /** The start of a line whose end has not been read. */
  private byte[] started = NOTHING;

  private int length;
  private @Nullable RuntimeException refusal;
  private boolean isFirst = true;

  /**
   * A line.
   *
   * @param bytes its text; empty if it is refused
   * @param refusal why it was not read; null if it was
   */
  @SuppressWarnings("ArrayRecordComponent") // passed through once, never compared or changed
  record Line(byte[] bytes, @Nullable RuntimeException refusal) {}

  /**
   * @param max maximum length of a line, without its end
   * @param memory the share of the memory for bodies, empty so far
   */
  LineReader(int max, BodyBudget.Share memory) {
    this.max = max;
    this.memory = memory;
  }

  /** Adds bytes of the body; all lines of earlier ones have been read. */
  void add(byte[] bytes, int count) {
    block = bytes;
    at = 0;
    end = count;
  }

  /** The next line; null if its end is not there. */
  @Nullable Line next() {
    while (at < end) {
      int feed = at;
      while (feed < end && block[feed] != '\n') {
        feed++;
      }
      int from = at;
      at = Math.min(end, feed + 1);
      if (feed == end) {
        append(from, feed);
        return null;
      }
      var line = line(from, feed);
      if (line != null) {
        return line;
      }
    }
    return null;
  }

  /** Whether the body so far ends within a line. */
  boolean isWithinLine() {
    return refusal != null || !isBlank(started, unmarked(), length);
  }

  /** Keeps the start of a line. What is over a limit is skipped, to the end of the line. */
  private void append(int from, int to) {
    int more = to - from;
    if (refusal != null || more == 0) {
      return;
    }
    if (more > max - length + 1) { // one more for a carriage return
      refuse(tooLong());
      return;
    }
    try {
      grow(length + more);
    } catch (OverLimitException e) {
      refuse(e);
      return;
    }
    System.arraycopy(block, from, started, length, more);
    length += more;
  }

  private void grow(int needed) {
    if (needed > started.length) {
      int size = (int) Math.min(max + 1L, Math.max(needed, 2L * started.length));
      if (size > UNRESERVED) {
        memory.reserve(size - (started.length > UNRESERVED ? started.length : 0));
      }
      started = Arrays.copyOf(started, size);
    }
  }

  private void refuse(RuntimeException reason) {
    refusal = reason;
    release();
  }

  private void release() {
    length = 0;
    if (started.length > UNRESERVED) {
      started = NOTHING;
      memory.close();
    }
  }

  private @Nullable Line line(int from, int feed) {
    Line line;
    if (length == 0 && refusal == null) {
      line = line(block, isFirst ? from + markAt(block, from, feed) : from, feed);
    } else {
      append(from, feed);
      line = refusal == null ? line(started, unmarked(), length) : new Line(NOTHING, refusal);
    }
    refusal = null;
    isFirst = false;
    release();
    return line;
  }

  /** Null for an empty line. */
  private @Nullable Line line(byte[] bytes, int from, int feed) {
    int to = feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
    if (isBlank(bytes, from, to)) {
      return null;
    }
    return to - from > max
        ? new Line(NOTHING, tooLong())
        : new Line(Arrays.copyOfRange(bytes, from, to), null);
  }

  private RuntimeException tooLong() {
    return UnreadableEventException.tooLarge(
        "", "the line is longer than the limit of " + max + " bytes");
  }

  private int unmarked() {
    return isFirst ? markAt(started, 0, length) : 0;
  }

  private static int markAt(byte[] bytes, int from, int to) {
    int last = Math.min(to, from + MARK.length);
    return Arrays.equals(bytes, from, last, MARK, 0, MARK.length) ? MARK.length : 0;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Releases the memory of a line that is not read to its end. */
  @Override
  public void close() {
    refuse(new IllegalStateException("closed"));
  }
}
