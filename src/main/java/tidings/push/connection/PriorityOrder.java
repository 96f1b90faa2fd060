package tidings.push.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.log.Offset;
import tidings.sse.Frame;

/**
 * Sorts the frames that waited for one browser into the order in which they are written: high
 * priority first, then normal, then low, each in its order of arrival.
 *
 * <p>An event that is reordered ahead of others must not carry its own cursor as its id, which
 * would cover the events behind it. It carries the cursor before the first event still to be
 * written, and the offsets of the events that were written ahead of that cursor ({@link
 * Cursor#ahead}). A client that is cut off at any frame then resumes with exactly the events it has
 * not received. At most {@link Cursor#MAX_AHEAD} events are reordered ahead of one.
 */
final class PriorityOrder {

  private static final Comparator<Frame> LOG_ORDER =
      (a, b) -> a == b ? 0 : a.cursor().isAtOrBefore(b.cursor()) ? -1 : 1;

  private final List<Frame> waited;
  private final List<Frame> log;
  private final boolean[] isWritten;
  private final List<Frame> written;
  private int first;
  private int ahead;

  private PriorityOrder(List<Frame> waited) {
    this.waited = waited;
    log = waited.stream().filter(Frame::isEvent).sorted(LOG_ORDER).toList();
    isWritten = new boolean[log.size()];
    written = new ArrayList<>(waited.size());
  }

  /**
   * A frame of the server's own keeps its position: where it reports a gap, its id covers
   * everything that waited before it. Events of different logs are never mixed.
   */
  static List<Frame> of(List<Frame> waited) {
    var written = new ArrayList<Frame>(waited.size());
    Frame former = null;
    int begin = 0;
    for (int i = 0; i < waited.size(); i++) {
      var frame = waited.get(i);
      boolean ends = frame.isControl();
      if (ends || isOfAnotherLog(former, frame)) {
        written.addAll(inPriorityOrder(waited.subList(begin, i)));
        begin = i;
        former = null;
      }
      if (ends) {
        written.add(frame);
        begin = i + 1;
      } else if (frame.isEvent()) {
        former = frame;
      }
    }
    written.addAll(inPriorityOrder(waited.subList(begin, waited.size())));
    return written;
  }

  private static boolean isOfAnotherLog(@Nullable Frame former, Frame frame) {
    return former != null && frame.isEvent() && !former.cursor().isOfSameLog(frame.cursor());
  }

  private static List<Frame> inPriorityOrder(List<Frame> ofOneLog) {
    var order = new PriorityOrder(ofOneLog);
    order.reorder();
    return order.written;
  }

  private void reorder() {
    var order =
        IntStream.range(0, waited.size())
            .boxed()
            .sorted(Comparator.comparing(i -> waited.get(i).priority()))
            .toList();
    for (int i : order) {
      var frame = waited.get(i);
      if (!frame.isEvent()) {
        written.add(frame);
        continue;
      }
      int rank = rank(frame);
      while (!isWritten[rank]) {
        write(rank > first && ahead == Cursor.MAX_AHEAD ? first : rank);
      }
    }
  }

  private int rank(Frame frame) {
    int low = 0;
    for (int high = log.size() - 1; low < high; ) {
      int middle = (low + high) >>> 1;
      if (LOG_ORDER.compare(log.get(middle), frame) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void write(int rank) {
    isWritten[rank] = true;
    if (rank > first) {
      ahead++;
    } else {
      for (first++; first < log.size() && isWritten[first]; first++) {
        ahead--;
      }
    }
    written.add(log.get(rank).at(position()));
  }

  /** The cursor of a client that received everything up to now. */
  private Cursor position() {
    if (first == log.size()) {
      return log.getLast().cursor();
    }
    var base = log.get(first).before();
    if (ahead == 0) {
      return base;
    }
    var offsets = new ArrayList<Offset>(ahead);
    for (int rank = first + 1; offsets.size() < ahead; rank++) {
      if (isWritten[rank]) {
        offsets.add(log.get(rank).event().offset());
      }
    }
    return base.ahead(offsets);
  }
}
