package tidings.push.connection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.sse.Frame;
import tidings.sse.Gap;

/**
 * What a queue dropped since it last told so. Not thread-safe.
 *
 * <p>It is told before anything that was queued behind it, in a frame without an id: a client that
 * then loses the connection asks again from before it. Places of two logs cannot be compared, so
 * what was dropped of each is told by itself.
 */
final class DropReport {

  private final ConnectionMetrics traffic;
  private final List<Stretch> stretches = new ArrayList<>(1);

  DropReport(ConnectionMetrics traffic) {
    this.traffic = traffic;
  }

  /** Counts a frame that will not be written. */
  void add(Frame frame, DropReason reason) {
    traffic.dropped(reason, 1);
    stretch(frame.cursor()).add(frame, reason);
  }

  private Stretch stretch(Cursor cursor) {
    for (var known : stretches) {
      if (known.to.isOfSameLog(cursor)) {
        return known;
      }
    }
    var begun = new Stretch(cursor);
    stretches.add(begun);
    return begun;
  }

  /** The frames that tell it; none if there is nothing to tell. */
  List<Frame> told() {
    return stretches.stream().map(Stretch::told).toList();
  }

  /** What was dropped of one log. */
  private static final class Stretch {
    private @Nullable Cursor from;
    private Cursor to;
    private int conflated;
    private int expired;
    private int low;

    Stretch(Cursor to) {
      this.to = to;
    }

    void add(Frame frame, DropReason reason) {
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
      if (to.isAtOrBefore(frame.cursor())) {
        to = frame.cursor();
      }
    }

    Frame told() {
      return Frame.control(Gap.overflow(from == null ? to : from, to, conflated, expired, low));
    }
  }
}
