package tidings.push.connection;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.event.ConflationKey;
import tidings.event.Priority;
import tidings.sse.Frame;

/**
 * The frames that wait to be written to one browser, limited in number and bytes. Any thread
 * offers, the one drain takes. The lock is held for a few instructions only, never over I/O.
 *
 * <p>A newer event replaces a waiting one with the same key. A queue at its limit drops expired
 * frames, then frames of low priority, the oldest first. Every drop is reported before the frames
 * that waited behind it.
 *
 * <p>After a write with events the queue pauses: what arrives meanwhile leaves in one write, at the
 * end of the pause. Control frames, events of high priority, events that would expire, and a queue
 * past half its limit do not wait. {@link WritePacer} ends the pause.
 */
final class FrameQueue {

  /** The result of an offer. */
  enum Offer {
    /** The frame waits; a drain is running, or the pacer starts one. */
    QUEUED,
    /** The frame waits, and the caller must start the drain. */
    WAKE,
    /** The frame waits, and the caller must call {@link #pace}. */
    PACE,
    /** The frame was dropped, because the queue is at its limit; the drop will be reported. */
    DROPPED,
    /** The frame was rejected: the queue is at its limit, and no waiting frame may be dropped. */
    FULL,
    /** The frame was rejected: the queue has ended. */
    ENDED
  }

  private static final int FEW = 2;
  private static final int MANY = 24;

  private final Limits limits;

  // Guarded by this. Null while nothing waits, so that an idle connection holds no list.
  private @Nullable ArrayList<Frame> waiting;
  private @Nullable Map<ConflationKey, Integer> byKey;
  private @Nullable DropReport dropped;
  private @Nullable Frame last;
  private long bytes;
  private boolean ranked;
  private boolean expiring;
  private boolean draining;
  private boolean repeats;
  private boolean ended;

  /** When the next write may follow; meaningful while {@link #pausing}. */
  private long pauseEnd;

  private boolean pausing;

  /** Whether the pacer has the stream. */
  private boolean paced;

  /** Whether one of the waiting frames does not wait for the end of the pause. */
  private boolean urgent;

  /** Whether one of the waiting frames is not the server's own. */
  private boolean hasEvents;

  /** Shared by all queues of a node, in one object: each delivery reads a queue. */
  record Limits(
      int maxFrames,
      long maxBytes,
      InstantSource clock,
      ConnectionMetrics metrics,
      WritePacer pacer) {}

  FrameQueue(Limits limits) {
    this.limits = limits;
  }

  /** Offers a frame within the limits. */
  synchronized Offer offer(Frame frame) {
    if (ended) {
      return Offer.ENDED;
    }
    if (frame.conflationKey() != null && replaces(frame.conflationKey(), frame)) {
      return bytes <= limits.maxBytes() || freeCapacity(0, 0) ? scheduleDrain(frame) : Offer.FULL;
    }
    if (waiting == null || fits(1, frame.size()) || freeCapacity(1, frame.size())) {
      return add(frame);
    }
    if (frame.isEvent() && frame.priority() == Priority.LOW) {
      drop(frame, DropReason.LOW);
      return Offer.DROPPED;
    }
    return Offer.FULL;
  }

  private boolean fits(int frames, int size) {
    return waiting == null
        || (waiting.size() + frames <= limits.maxFrames() && bytes + size <= limits.maxBytes());
  }

  /** Replaces a waiting frame of the same log and key by this one; false if there is none. */
  private boolean replaces(ConflationKey key, Frame frame) {
    if (waiting == null || byKey == null) {
      return false;
    }
    var at = byKey.get(key);
    if (at == null || !frame.cursor().isOfSameLog(waiting.get(at).cursor())) {
      return false;
    }
    var older = waiting.set(at, frame);
    bytes += frame.size() - older.size();
    ranked = true;
    expiring |= frame.expires();
    drop(older, DropReason.CONFLATED);
    return true;
  }

  /** Drops what may be dropped until this much fits; false if it does not. */
  private boolean freeCapacity(int frames, int size) {
    var waits = waiting;
    if (waits == null) {
      return true;
    }
    if (expiring) {
      var now = limits.clock().instant();
      waits.removeIf(frame -> frame.isExpired(now) && evict(frame, DropReason.EXPIRED));
    }
    for (int i = 0; i < waits.size() && !fits(frames, size); ) {
      var frame = waits.get(i);
      if (frame.isEvent() && frame.priority() == Priority.LOW) {
        waits.remove(i);
        evict(frame, DropReason.LOW);
      } else {
        i++;
      }
    }
    byKey = null;
    for (int i = 0; i < waits.size(); i++) {
      insert(waits.get(i), i);
    }
    return fits(frames, size);
  }

  private boolean evict(Frame frame, DropReason reason) {
    bytes -= frame.size();
    drop(frame, reason);
    return true;
  }

  private void drop(Frame frame, DropReason reason) {
    if (dropped == null) {
      dropped = new DropReport(limits.metrics());
    }
    dropped.add(frame, reason);
  }

  /** Offers a frame only if nothing waits and nothing is being written. */
  synchronized Offer offerIfIdle(Frame frame) {
    if (ended) {
      return Offer.ENDED;
    }
    return draining || !isEmpty() ? Offer.FULL : add(frame);
  }

  /** Offers a frame of the server's own, whatever waits. */
  synchronized Offer offerControl(Frame frame) {
    return ended ? Offer.ENDED : add(frame);
  }

  /**
   * Starts a drain even if nothing waits. A running drain makes another round: it may already have
   * passed the work that it is woken for.
   */
  synchronized Offer wake() {
    if (ended) {
      return Offer.ENDED;
    }
    repeats = draining;
    return startDrain();
  }

  /**
   * Accepts a last frame and nothing after it.
   *
   * @param discard whether the waiting frames are dropped
   */
  synchronized Offer end(Frame frame, boolean discard) {
    if (ended) {
      return Offer.ENDED;
    }
    if (discard) {
      clear();
    }
    last = frame;
    ended = true;
    return startDrain();
  }

  /** Ends without a last frame and drops the waiting ones: the browser has disconnected. */
  synchronized void discard() {
    clear();
    last = null;
    ended = true;
  }

  private void clear() {
    waiting = null;
    byKey = null;
    dropped = null;
    bytes = 0;
    ranked = false;
    expiring = false;
    urgent = false;
    hasEvents = false;
  }

  private Offer add(Frame frame) {
    if (waiting == null) {
      waiting = new ArrayList<>(FEW);
    } else if (waiting.size() == FEW) {
      waiting.ensureCapacity(MANY); // at three frames more are likely: avoids a copy at each third
    }
    insert(frame, waiting.size());
    waiting.add(frame);
    bytes += frame.size();
    ranked |= frame.isRanked();
    expiring |= frame.expires();
    hasEvents |= !frame.isControl();
    return scheduleDrain(frame);
  }

  /** Nothing is inserted before a frame of the server's own: its id would not cover it. */
  private void insert(Frame frame, int at) {
    if (frame.isControl()) {
      byKey = null;
    } else if (frame.conflationKey() != null) {
      if (byKey == null) {
        byKey = new HashMap<>(4);
      }
      byKey.put(frame.conflationKey(), at);
    }
  }

  private Offer scheduleDrain(Frame added) {
    urgent |= isUrgent(added);
    return scheduleDrain();
  }

  private boolean isUrgent(Frame added) {
    return added.priority() == Priority.HIGH
        || bytes > limits.maxBytes() / 2
        || (waiting != null && waiting.size() > limits.maxFrames() / 2)
        || (added.expires() && expiresSoon(added));
  }

  /** Whether it might expire in a pause. */
  private boolean expiresSoon(Frame frame) {
    var pause = limits.pacer().pause();
    return frame.isExpired(limits.clock().instant().plus(pause).plus(pause));
  }

  private Offer scheduleDrain() {
    if (draining || urgent || !(paced || isPausing())) {
      return startDrain();
    }
    if (paced) {
      return Offer.QUEUED;
    }
    paced = true;
    return Offer.PACE;
  }

  private Offer startDrain() {
    if (draining) {
      return Offer.QUEUED;
    }
    draining = true;
    return Offer.WAKE;
  }

  private boolean isPausing() {
    pausing = pausing && limits.pacer().isAhead(pauseEnd);
    return pausing;
  }

  /** Passes the stream to the pacer, as {@link Offer#PACE} demands. */
  void pace(WritePacer.Entry stream) {
    long end;
    synchronized (this) {
      end = pauseEnd;
    }
    limits.pacer().add(stream, end);
  }

  /** To be called by the pacer once the pause is over: what waits is due. */
  synchronized Offer endPause() {
    paced = false;
    return isEmpty() ? Offer.QUEUED : scheduleDrain();
  }

  /** To be called by a drain that is over: what waits for the end of a pause needs the pacer. */
  synchronized Offer endDrain() {
    return isEmpty() ? Offer.QUEUED : scheduleDrain();
  }

  private boolean isEmpty() {
    return waiting == null && last == null && dropped == null;
  }

  /**
   * Everything that waits, in the order in which it is to be written. Null if nothing waits, or
   * waits for the end of a pause: then this drain is over, and calls {@link #endDrain}. Empty if
   * nothing waits, but the drain continues, was woken meanwhile, or the queue {@link #isOver}.
   *
   * @param hasMore whether the drain has more to do than this queue: then it is not over, and gets
   *     an empty list
   */
  @Nullable List<Frame> take(boolean hasMore) {
    List<Frame> taken;
    DropReport gone;
    Frame closing;
    boolean isRanked;
    boolean isExpiring;
    synchronized (this) {
      if (isEmpty()) {
        draining = hasMore || repeats || ended;
        repeats = false;
        return draining ? List.of() : null;
      }
      if (!urgent && !ended && !hasMore && !repeats && isPausing()) {
        draining = false;
        return null;
      }
      if (hasEvents && limits.pacer().isOn()) {
        pausing = true;
        pauseEnd = limits.pacer().pauseEnd();
      }
      taken = waiting == null ? List.of() : waiting;
      gone = dropped;
      closing = last;
      isRanked = ranked;
      isExpiring = expiring;
      clear();
      last = null;
    }
    if (isExpiring) {
      gone = withoutExpired(taken, gone);
    }
    if (isRanked) {
      taken = PriorityOrder.of(taken);
    }
    return gone == null && closing == null
        ? taken
        : join(taken, gone == null ? List.of() : gone.frames(), closing);
  }

  private DropReport withoutExpired(List<Frame> taken, @Nullable DropReport gone) {
    var all = gone == null ? new DropReport(limits.metrics()) : gone;
    var now = limits.clock().instant();
    taken.removeIf(
        frame -> {
          boolean expired = frame.isExpired(now);
          if (expired) {
            all.add(frame, DropReason.EXPIRED);
          }
          return expired;
        });
    return all;
  }

  /**
   * The drops are reported before anything else, because the ids of all waiting frames may cover
   * them, but behind the frame that opens the stream.
   */
  private static List<Frame> join(List<Frame> frames, List<Frame> drops, @Nullable Frame closing) {
    var all = new ArrayList<>(frames);
    all.addAll(!all.isEmpty() && all.getFirst().isOpening() ? 1 : 0, drops);
    if (closing != null) {
      all.add(closing);
    }
    return all;
  }

  /** Whether nothing waits and nothing will: the current drain is the last, and ends the stream. */
  synchronized boolean isOver() {
    return ended && waiting == null && last == null;
  }

  /** Whether a drain is running. On an idle stream a drain never runs for longer than one write. */
  synchronized boolean isDraining() {
    return draining;
  }

  /** Frames that wait. */
  synchronized int depth() {
    return (waiting == null ? 0 : waiting.size()) + (last == null ? 0 : 1);
  }
}
