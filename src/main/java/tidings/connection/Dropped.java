package tidings.connection;

import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.sse.Frame;
import tidings.sse.Gap;

/**
 * What a queue dropped since it last told so. Not thread-safe.
 *
 * <p>It is told before anything that was queued behind it, in a frame without an id: a client that
 * then loses the connection asks again from before it.
 */
final class Dropped {

  private final Traffic traffic;
  private @Nullable Cursor from;
  private @Nullable Cursor to;
  private int conflated;
  private int expired;
  private int low;

  Dropped(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Counts a frame that will not be written. */
  void add(Frame frame, DropReason reason) {
    traffic.dropped(reason, 1);
    switch (reason) {
      case CONFLATED -> conflated++;
      case EXPIRED -> expired++;
      case LOW -> low++;
      case SLOW_CONSUMER -> throw new IllegalArgumentException("told by tidings.close");
    }
    var before = frame.before();
    if (from == null || before.isAtOrBefore(from)) {
      from = before;
    }
    if (to == null || !to.isOfSameLog(frame.cursor()) || to.isAtOrBefore(frame.cursor())) {
      to = frame.cursor();
    }
  }

  /** The frame that tells it; null if there is nothing to tell. */
  @Nullable Frame told() {
    if (from == null || to == null) {
      return null;
    }
    return Frame.control(Gap.overflow(from, to, conflated, expired, low));
  }
}
