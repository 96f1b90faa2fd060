package tidings.push.connection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.sse.Frame;
import tidings.sse.Gap;

/**
 * Frames that a queue has dropped since its last report. Not thread-safe.
 *
 * <p>The report is written before anything that was queued behind the dropped frames, in a frame
 * without an id: a client that then loses the connection resumes from before the gap. Offsets of
 * two logs cannot be compared, so each log has a report of its own.
 */
final class DropReport {

  private final ConnectionMetrics metrics;
  private final List<DropRange> ranges = new ArrayList<>(1);

  DropReport(ConnectionMetrics metrics) {
    this.metrics = metrics;
  }

  /** Counts a frame that will not be written. */
  void add(Frame frame, DropReason reason) {
    metrics.dropped(reason, 1);
    rangeOf(frame.cursor()).add(frame, reason);
  }

  private DropRange rangeOf(Cursor cursor) {
    for (var known : ranges) {
      if (known.to.isOfSameLog(cursor)) {
        return known;
      }
    }
    var range = new DropRange(cursor);
    ranges.add(range);
    return range;
  }

  /** The report's frames; empty if nothing was dropped. */
  List<Frame> frames() {
    return ranges.stream().map(DropRange::frame).toList();
  }

  /** The frames that were dropped of one log. */
  private static final class DropRange {
    private @Nullable Cursor from;
    private Cursor to;
    private int conflated;
    private int expired;
    private int low;

    DropRange(Cursor to) {
      this.to = to;
    }

    void add(Frame frame, DropReason reason) {
      switch (reason) {
        case CONFLATED -> conflated++;
        case EXPIRED -> expired++;
        case LOW -> low++;
        case SLOW_CONSUMER -> throw new IllegalArgumentException("reported by tidings.close");
      }
      var before = frame.before();
      if (from == null || before.isAtOrBefore(from)) {
        from = before;
      }
      if (to.isAtOrBefore(frame.cursor())) {
        to = frame.cursor();
      }
    }

    Frame frame() {
      return Frame.control(Gap.overflow(from == null ? to : from, to, conflated, expired, low));
    }
  }
}
