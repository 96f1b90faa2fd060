package tidings.push.routing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.PublisherId;
import tidings.log.Cursor;
import tidings.log.LogSettings.Retention;
import tidings.push.bus.BusEvent;
import tidings.push.routing.BufferEntry.Hole;
import tidings.push.routing.BufferEntry.RetainedEvent;

/**
 * The newest events of the log in this node's memory, for reconnecting clients: limited in events
 * and bytes, the oldest is removed first. If a publisher has more than its share, its own oldest
 * event is removed instead, and leaves a hole: so no publisher can displace the events of others.
 * Events are numbered in the order in which this node routed them. Thread-safe; the lock is held
 * only for the copy of some references.
 */
final class ReplayBuffer {

  /** Memory of an event beyond its texts: objects, references, the frame's own fields. */
  private static final int OVERHEAD = 500;

  /**
   * Numbers, including those of holes, for each event that may be retained: a number costs a
   * reference.
   */
  private static final int NUMBERS_PER_EVENT = 32;

  private final Retention retention;
  private final long maxNumbers;

  // Guarded by this.
  private @Nullable BufferEntry[] ring = new @Nullable BufferEntry[64];
  private final Map<PublisherId, Holding> holdings = new HashMap<>();
  private final LinkedHashSet<Holding> overfed = new LinkedHashSet<>();
  private long first;
  private long end;
  private int wholes;
  private long bytes;
  private Cursor begin;

  /** The retained events of one publisher. */
  private static final class Holding {
    private final ArrayDeque<RetainedEvent> events = new ArrayDeque<>();
    private long bytes;
  }

  ReplayBuffer(Retention retention, Cursor begin) {
    this.retention = retention;
    maxNumbers = (long) NUMBERS_PER_EVENT * Math.max(1, retention.events());
    this.begin = begin;
  }

  /** Adds the next event. */
  synchronized void add(BusEvent published) {
    if (end - first == ring.length) {
      resize();
    }
    var whole = new RetainedEvent(end, published);
    ring[slot(end++)] = whole;
    retain(whole);
    while (isOverLimits()) {
      freeCapacity();
    }
  }

  private void retain(RetainedEvent whole) {
    var holding = holdings.computeIfAbsent(whole.publisher(), _ -> new Holding());
    holding.events.add(whole);
    long weight = weight(whole.published().event());
    holding.bytes += weight;
    bytes += weight;
    wholes++;
    if (isOverShare(holding)) {
      overfed.add(holding);
    }
  }

  private boolean isOverLimits() {
    return wholes > retention.events()
        || (bytes > retention.bytes() && end - first > 1)
        || end - first > maxNumbers;
  }

  private void freeCapacity() {
    if (overfed.isEmpty() || end - first > maxNumbers) {
      drop();
      return;
    }
    var oldest = overfed.getFirst().events.element();
    if (oldest.number() == first) {
      drop();
    } else {
      omit(oldest);
    }
  }

  private boolean isOverShare(Holding holding) {
    long percent = retention.percentPerPublisher();
    return holding.events.size() > 1
        && (holding.bytes * 100 > retention.bytes() * percent
            || holding.events.size() * 100L > retention.events() * percent);
  }

  /** Removes the oldest event, and with it everything before it. */
  private void drop() {
    var oldest = at(first);
    ring[slot(first++)] = null;
    begin = oldest.cursor();
    switch (oldest) {
      case RetainedEvent whole -> release(whole);
      case Hole hole -> {
        if (first == end || at(first) != hole) {
          bytes -= weight(hole.first());
        }
      }
    }
  }

  /**
   * Replaces the event by a hole, which merges with the hole before it if that has the same
   * publisher.
   */
  private void omit(RetainedEvent whole) {
    release(whole);
    long number = whole.number();
    if (number > first && at(number - 1) instanceof Hole before && before.canMerge(whole)) {
      before.grow(whole);
      ring[slot(number)] = before;
    } else {
      var hole = new Hole(whole);
      bytes += weight(hole.first());
      ring[slot(number)] = hole;
    }
  }

  /** Releases the share of the event, which is its publisher's oldest. */
  private void release(RetainedEvent whole) {
    var holding = requireNonNull(holdings.get(whole.publisher()));
    holding.events.remove();
    long weight = weight(whole.published().event());
    holding.bytes -= weight;
    bytes -= weight;
    wholes--;
    if (!isOverShare(holding)) {
      overfed.remove(holding);
    }
    if (holding.events.isEmpty()) {
      holdings.remove(whole.publisher());
    }
  }

  /** Counts the data twice, as text and in the frame, which is rendered at the first match. */
  private static long weight(Event event) {
    return OVERHEAD + event.length() + (event.data() == null ? 0L : event.data().text().length());
  }

  private void resize() {
    var larger = new @Nullable BufferEntry[ring.length * 2];
    for (long number = first; number < end; number++) {
      larger[(int) (number & larger.length - 1)] = at(number);
    }
    ring = larger;
  }

  private BufferEntry at(long number) {
    return requireNonNull(ring[slot(number)]);
  }

  private int slot(long number) {
    return (int) (number & ring.length - 1);
  }

  /**
   * Removes everything and continues at this cursor. One number is skipped, so that a replay that
   * had reached the end no longer finds its number, and checks what happened to the events after
   * it.
   */
  synchronized void restart(Cursor cursor) {
    while (first < end) {
      drop();
    }
    first = ++end;
    begin = cursor;
  }

  /** The cursor from which on everything is retained, except for holes. */
  synchronized Cursor begin() {
    return begin;
  }

  /** The number of the next event. */
  synchronized long end() {
    return end;
  }

  /** The number of whole events that are retained. */
  synchronized int size() {
    return wholes;
  }

  /**
   * The number of the first event that a client with this cursor may not have; -1 if not everything
   * after the cursor is retained, not even as a hole.
   */
  synchronized long find(Cursor cursor) {
    if (!begin.isOfSameLog(cursor) || !isWithin(begin, cursor)) {
      return -1;
    }
    long low = first;
    for (long high = end; low < high; ) {
      long middle = (low + high) >>> 1;
      if (isWithin(at(middle).cursor(), cursor)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a cursor of this node, which has nothing ahead, lies at or before another. */
  private static boolean isWithin(Cursor mine, Cursor cursor) {
    return mine.isAtOrBefore(cursor);
  }

  /**
   * The retained events from a number on, at most this many; null if they are no longer all
   * retained.
   */
  synchronized @Nullable List<BufferEntry> read(long from, int max) {
    if (from < first) {
      return null;
    }
    int count = (int) Math.min(max, end - from);
    var held = new ArrayList<BufferEntry>(count);
    for (long number = from; number < from + count; number++) {
      held.add(at(number));
    }
    return held;
  }
}
