package tidings.push.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogReplay;
import tidings.log.LogUnavailableException;
import tidings.push.connection.Connection;
import tidings.push.connection.ReplaySource;
import tidings.sse.Frame;
import tidings.sse.Gap;
import tidings.sse.Gap.Reason;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * Replays the events that a connection missed, from the replay buffer or, further back, from the
 * log, then switches it to the live tail without a gap. Runs on the connection's drain, at the
 * browser's own pace: new events wait in the buffer, not in the connection's queue, so that no
 * replay can overflow the queue.
 *
 * <p>Its cursor is the later of the requested one and the one it has reached in this node's order.
 * A client from a node that was ahead of this one in some partition stays ahead, and becomes live
 * only once this node has reached its cursor.
 */
final class Replay implements ReplaySource {

  private static final int CHUNK_EVENTS = 128;
  private static final int CHUNK_BYTES = 32 << 10;
  private static final int COUNTED = 10_000;
  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  private final Router router;
  private final EventLog log;
  private final InstantSource clock;
  private final Connection connection;
  private final String asked;
  private final OpenFrame opening;

  // Confined to the drain.
  private boolean opened;
  private @Nullable Cursor reached;
  private boolean dominated;
  private long number = -1;
  private @Nullable LogReplay logReplay;
  private @Nullable Cursor backfilledTo;
  private List<LogEntry> backfilled = List.of();

  private volatile @Nullable HeartbeatForm heartbeat;
  private final AtomicBoolean stalenessDue = new AtomicBoolean();

  Replay(
      Router router,
      EventLog log,
      InstantSource clock,
      Connection connection,
      String asked,
      OpenFrame opening) {
    this.router = router;
    this.log = log;
    this.clock = clock;
    this.connection = connection;
    this.asked = asked;
    this.opening = opening;
  }

  /** Requests a heartbeat among the replayed events. Any thread may call it. */
  void requestHeartbeat(HeartbeatForm form) {
    heartbeat = form;
  }

  /**
   * Requests a report, among the replayed events, of whether this node reads its log. Any thread
   * may call it.
   */
  void reportStaleness() {
    stalenessDue.set(true);
  }

  /** Whether that report is still due; the caller sends it. */
  boolean takeStaleness() {
    return stalenessDue.getAndSet(false);
  }

  @Override
  public @Nullable List<Frame> next() {
    var cursor = reached;
    if (cursor == null) {
      cursor = Cursor.parse(asked).orElse(null);
      if (cursor == null) {
        return skip(Reason.UNREADABLE, null);
      }
      reached = cursor;
    }
    try {
      if (!opened) {
        return open(cursor);
      }
      var frames = number >= 0 ? read(cursor) : backfill(cursor);
      return frames == null ? null : withHeartbeat(frames);
    } catch (ExpiredException e) {
      return skip(Reason.EXPIRED, cursor);
    } catch (LogUnavailableException e) {
      return framesWhileWaiting(cursor);
    }
  }

  /**
   * The log does not answer: the client is admitted, kept waiting, and served when the log answers.
   */
  private List<Frame> framesWhileWaiting(Cursor cursor) {
    if (!opened) {
      opened = true;
      return List.of(opening.frame(cursor, true, null));
    }
    LockSupport.parkNanos(PAUSE);
    return withHeartbeat(List.of());
  }

  private @Nullable List<Frame> open(Cursor cursor) {
    number = router.replayBuffer().find(cursor);
    if (number < 0 || !router.hasReached(cursor)) {
      var refusal = refusal(cursor);
      if (refusal.isPresent()) {
        return skip(refusal.get(), cursor);
      }
    }
    opened = true;
    return List.of(opening.frame(cursor, true, count(cursor)));
  }

  private Optional<Reason> refusal(Cursor cursor) {
    if (router.staleSince().isPresent()) {
      throw new LogUnavailableException("the log does not answer", null); // a query takes seconds
    }
    return switch (log.status(cursor)) {
      case FOREIGN, AHEAD -> Optional.of(Reason.EPOCH);
      case EXPIRED -> number < 0 ? Optional.of(Reason.EXPIRED) : Optional.empty();
      case READABLE -> Optional.empty();
    };
  }

  private @Nullable Long count(Cursor cursor) {
    var subscription = router.subscription(connection);
    if (number < 0 || router.replayBuffer().end() - number > COUNTED || subscription.isEmpty()) {
      return null;
    }
    var missed = router.replayBuffer().read(number, COUNTED);
    return missed == null ? null : count(missed, cursor, subscription.get());
  }

  /** Null if some of them were left out of the buffer. */
  private @Nullable Long count(List<BufferEntry> missed, Cursor cursor, Subscription to) {
    var now = clock.instant();
    long count = 0;
    for (var held : missed) {
      switch (held) {
        case BufferEntry.RetainedEvent(_, var published) -> {
          if (!cursor.has(published.entry().offset()) && isFor(to, published.event(), now)) {
            count++;
          }
        }
        case BufferEntry.Hole hole -> {
          if (!hole.cursor().isAtOrBefore(cursor) && hole.concerns(to)) {
            return null;
          }
        }
      }
    }
    return count;
  }

  /**
   * Resumes at the live tail and reports the gap. The first frame leaves the client's cursor
   * unchanged: if the client were cut off between the two frames, the gap would have to be reported
   * again. A client that was ahead of this node in some partition stays ahead, unless its cursor
   * belongs to another log.
   */
  private List<Frame> skip(Reason reason, @Nullable Cursor from) {
    var present = router.present();
    var to =
        reason == Reason.EXPIRED && from != null && from.isOfSameLog(present.cursor())
            ? from.later(present.cursor())
            : present.cursor();
    var frames = new ArrayList<Frame>(2);
    if (!opened) {
      frames.add(opening.frame(from, false, 0L));
    }
    frames.add(Frame.control(Gap.before(reason, from, to)));
    opened = true;
    reached = to;
    dominated = false;
    number = present.number();
    logReplay = null;
    backfilled = List.of();
    return frames;
  }

  private @Nullable List<Frame> read(Cursor from) {
    var chunk = router.replayBuffer().read(number, CHUNK_EVENTS);
    if (chunk == null) {
      number = -1; // it left the buffer while the browser read
      return List.of();
    }
    if (!chunk.isEmpty() && !chunk.getFirst().cursor().isOfSameLog(from)) {
      return skip(Reason.EPOCH, from);
    }
    if (chunk.isEmpty()) {
      if (router.switchToLive(connection, number, from)) {
        return null;
      }
      LockSupport.parkNanos(PAUSE); // this node has not yet reached the client's cursor
      return List.of();
    }
    var subscription = router.subscription(connection);
    if (subscription.isEmpty()) {
      return null;
    }
    return chunk.getFirst() instanceof BufferEntry.Hole hole
        ? passHole(subscription.get(), hole, from)
        : frames(subscription.get(), chunk, from);
  }

  /** The events in the buffer before the next hole. */
  private List<Frame> frames(Subscription to, List<BufferEntry> chunk, Cursor from) {
    var frames = new ArrayList<Frame>();
    var now = clock.instant();
    var cursor = from;
    int bytes = 0;
    for (var held : chunk) {
      if (bytes >= CHUNK_BYTES || !(held instanceof BufferEntry.RetainedEvent(_, var published))) {
        break;
      }
      boolean missed = !cursor.has(published.entry().offset());
      cursor = later(cursor, published.cursor());
      number++;
      if (missed && isFor(to, published.event(), now)) {
        var frame = published.frame(to.filter().format()).at(cursor);
        frames.add(frame);
        bytes += frame.size();
      }
    }
    reached = cursor;
    return frames;
  }

  /**
   * Handles a hole of the buffer: nothing follows if it does not concern this client; otherwise its
   * events are replayed from the log, or reported as a gap if the log no longer has them.
   */
  private List<Frame> passHole(Subscription to, BufferEntry.Hole hole, Cursor from) {
    var end = hole.cursor(); // read before the check, because the hole grows
    boolean missed = !end.isAtOrBefore(from) && hole.concerns(to);
    if (missed && log.status(from) == CursorStatus.READABLE) {
      logReplay = log.replay(from, end);
      backfilledTo = end;
      number = -1;
      return List.of();
    }
    var behind = later(from, end);
    reached = behind;
    number = router.replayBuffer().find(behind);
    return missed ? List.of(Frame.control(Gap.before(Reason.EXPIRED, from, behind))) : List.of();
  }

  private static boolean isFor(Subscription to, Event event, Instant now) {
    return to.admits(event) && !event.isExpired(now);
  }

  private Cursor later(Cursor cursor, Cursor routed) {
    if (dominated) {
      return routed;
    }
    var later = cursor.later(routed);
    dominated = later.equals(routed);
    return dominated ? routed : later;
  }

  private @Nullable List<Frame> backfill(Cursor from) {
    var source = logReplay;
    if (source == null) {
      number = router.replayBuffer().find(from);
      if (number >= 0) {
        return List.of();
      }
      var refusal = refusal(from);
      if (refusal.isPresent()) {
        return skip(refusal.get(), from);
      }
      var to = router.replayBuffer().begin();
      source = log.replay(from, to);
      logReplay = source;
      backfilledTo = to;
    }
    if (backfilled.isEmpty()) {
      backfilled = source.next();
    }
    if (backfilled.isEmpty()) {
      source.close();
      logReplay = null;
      reached = from.later(Optional.ofNullable(backfilledTo).orElse(from));
      return List.of();
    }
    var subscription = router.subscription(connection);
    return subscription.map(to -> backfilledFrames(to, from)).orElse(null);
  }

  /** Frames of backfilled events, up to the size of one chunk; the rest waits for the next call. */
  private List<Frame> backfilledFrames(Subscription to, Cursor from) {
    var frames = new ArrayList<Frame>();
    var now = clock.instant();
    var cursor = from;
    int read = 0;
    for (int bytes = 0; read < backfilled.size() && bytes < CHUNK_BYTES; read++) {
      var entry = backfilled.get(read);
      if (cursor.has(entry.offset())) {
        continue;
      }
      cursor = cursor.after(entry.offset());
      if (isFor(to, entry.event(), now)) {
        var frame = router.replayed().frame(entry, cursor, to.filter().format());
        frames.add(frame);
        bytes += frame.size();
      }
    }
    backfilled = backfilled.subList(read, backfilled.size());
    reached = cursor;
    return frames;
  }

  private List<Frame> withHeartbeat(List<Frame> frames) {
    var cursor = reached;
    var form = heartbeat;
    if (cursor == null || (form == null && !stalenessDue.get())) {
      return frames;
    }
    var all = new ArrayList<>(frames);
    if (takeStaleness()) {
      all.add(router.staleness(cursor));
    }
    if (form != null) {
      heartbeat = null;
      all.add(Frame.control(SseEncoder.beat(form, cursor.toString())));
    }
    return all;
  }
}
