package tidings.routing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.bus.Published;
import tidings.event.Event;
import tidings.log.Cursor;

/**
 * The newest events of the log in this node's memory, for those who come back: bounded in events
 * and bytes, the oldest goes. They are numbered in the order in which this node routed them.
 * Thread-safe; the lock is held for as long as it takes to copy some references.
 */
final class Window {

  /** What an event costs besides its texts: objects, references, the frame's own fields. */
  private static final int OVERHEAD = 500;

  private final int maxEvents;
  private final long maxBytes;

  // Guarded by this.
  private @Nullable Published[] ring = new @Nullable Published[64];
  private long first;
  private long end;
  private long bytes;
  private Cursor begin;

  Window(int maxEvents, long maxBytes, Cursor begin) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.begin = begin;
  }

  /** Takes in the next event. */
  synchronized void add(Published published) {
    if (end - first == ring.length) {
      grow();
    }
    ring[slot(end++)] = published;
    bytes += weight(published.event());
    while (end - first > maxEvents || (bytes > maxBytes && end - first > 1)) {
      drop();
    }
  }

  private void drop() {
    var oldest = at(first);
    ring[slot(first++)] = null;
    begin = oldest.cursor();
    bytes -= weight(oldest.event());
  }

  /** Its data twice, as text and in the frame, which is rendered at the first match. */
  private static long weight(Event event) {
    return OVERHEAD + event.length() + (event.data() == null ? 0L : event.data().text().length());
  }

  private void grow() {
    var larger = new @Nullable Published[ring.length * 2];
    for (long number = first; number < end; number++) {
      larger[(int) (number & larger.length - 1)] = at(number);
    }
    ring = larger;
  }

  private Published at(long number) {
    return requireNonNull(ring[slot(number)]);
  }

  private int slot(long number) {
    return (int) (number & ring.length - 1);
  }

  /**
   * Forgets everything: what was read goes on from here. A number is left out, so that a replay
   * that had come to the end finds its number gone, and asks what became of what follows.
   */
  synchronized void restart(Cursor place) {
    while (first < end) {
      drop();
    }
    first = ++end;
    begin = place;
  }

  /** The place from which on everything is here. */
  synchronized Cursor begin() {
    return begin;
  }

  /** The number of the event to come. */
  synchronized long end() {
    return end;
  }

  /** Events that are here. */
  synchronized int size() {
    return (int) (end - first);
  }

  /**
   * The number of the first event that who stands at this place may not have; -1 if what follows
   * the place is not all here.
   */
  synchronized long find(Cursor place) {
    if (!begin.isOfSameLog(place) || !isWithin(begin, place)) {
      return -1;
    }
    long low = first;
    for (long high = end; low < high; ) {
      long middle = (low + high) >>> 1;
      if (isWithin(at(middle).cursor(), place)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a place of this node, which has nothing ahead, lies at or before another. */
  private static boolean isWithin(Cursor mine, Cursor place) {
    return mine.isAtOrBefore(place);
  }

  /** The events from a number on, at most so many; null if they are no longer all here. */
  synchronized @Nullable List<Published> read(long from, int max) {
    if (from < first) {
      return null;
    }
    int count = (int) Math.min(max, end - from);
    var events = new ArrayList<Published>(count);
    for (long number = from; number < from + count; number++) {
      events.add(at(number));
    }
    return events;
  }
}
