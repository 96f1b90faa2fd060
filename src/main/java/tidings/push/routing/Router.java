package tidings.push.routing;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.Origin;
import tidings.push.bus.BusEvent;
import tidings.push.bus.Delivery;
import tidings.push.connection.Connection;
import tidings.sse.Frame;
import tidings.sse.Gap;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * Offers each event to the connections that it is for, and retains the newest events for
 * reconnecting clients. Thread-safe.
 *
 * <p>One lock orders events, subscriptions and heartbeats, so that the cursor of a frame is true:
 * everything before it has been offered to that connection. Code under the lock neither writes nor
 * waits.
 */
@Singleton
public class Router implements Delivery {

  /** Name of the event that reports that this node is cut off from its log. */
  public static final String STALE = "tidings.stale";

  /** Name of the event that reports that it reads its log again. */
  public static final String FRESH = "tidings.fresh";

  private final EventLog log;
  private final InstantSource clock;
  private final ReplayBuffer replayBuffer;
  private final ReplayedFrames replayed;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder expired = new LongAdder();

  // Guarded by the lock.
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Map<Connection, Subscription> subscriptions = new HashMap<>();
  private @Nullable Cursor routed;
  private final Map<HeartbeatForm, Frame> heartbeats = new EnumMap<>(HeartbeatForm.class);

  /** Written under the lock. */
  private volatile boolean stale;

  private volatile Instant silentSince = Instant.EPOCH;

  /** Written under the lock; read without it only to compare it with the log's. */
  private volatile Origin origin;

  @Inject
  public Router(EventLog log, LogSettings settings, Clock clock) {
    this.log = log;
    this.clock = clock;
    origin = log.origin();
    replayed = new ReplayedFrames(settings.replay().bytes());
    replayBuffer = new ReplayBuffer(settings.retention(), origin.begin());
  }

  @Override
  public void route(BusEvent published) {
    lock.lock();
    try {
      append(published);
      if (published.event().isExpired(clock.instant())) {
        expired.increment();
      } else {
        index.forEach(published.event(), subscription -> deliver(published, subscription));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void retain(BusEvent published) {
    lock.lock();
    try {
      append(published);
    } finally {
      lock.unlock();
    }
  }

  private void append(BusEvent published) {
    followEpoch();
    replayBuffer.add(published);
    routed = published.cursor();
    heartbeats.clear();
  }

  /**
   * Switches to the log's new epoch, if it has changed. Live subscribers were never offered the
   * events between the last routed offset and the start of the new epoch: each of them receives a
   * gap.
   */
  private void followEpoch() {
    var current = log.origin();
    if (current == origin) {
      return;
    }
    var former = routed == null ? origin.fresh() : latest(routed, origin.fresh());
    origin = current;
    routed = null;
    heartbeats.clear();
    replayBuffer.restart(current.begin());
    var reason = current.isAnotherLog() ? Gap.Reason.EPOCH : Gap.Reason.EXPIRED;
    var gap = Frame.control(Gap.before(reason, former, current.fresh()));
    for (var subscription : subscriptions.values()) {
      if (subscription.replay() == null) {
        subscription.connection().offerControl(gap);
      }
    }
  }

  private static Cursor latest(Cursor cursor, Cursor other) {
    return !cursor.isOfSameLog(other) || other.isAtOrBefore(cursor) ? cursor : cursor.later(other);
  }

  private void deliver(BusEvent published, Subscription subscription) {
    if (subscription.connection().offer(published.frame(subscription.filter().format()))) {
      deliveries.increment();
    }
  }

  /**
   * Adds a connection. Its first frame carries the cursor at which it starts to receive.
   *
   * @param asked the cursor to resume from, as the client sent it; null: the live tail only
   * @param opening creates the first frame
   */
  public void subscribe(
      Connection connection, Filter filter, @Nullable String asked, OpenFrame opening) {
    if (asked == null || asked.isEmpty()) {
      lock.lock();
      try {
        followEpoch();
        connection.offerControl(opening.frame(liveCursor(), false, 0L));
        if (stale) {
          connection.offerControl(staleness(liveCursor()));
        }
        addToIndex(Subscription.live(connection, filter));
      } finally {
        lock.unlock();
      }
    } else {
      var replay = new Replay(this, log, clock, connection, asked, opening);
      lock.lock();
      try {
        if (stale) {
          replay.reportStaleness();
        }
        addToIndex(Subscription.replaying(connection, filter, replay));
      } finally {
        lock.unlock();
      }
      connection.replay(replay);
    }
    connection.onClosing(() -> unsubscribe(connection));
  }

  /** The events that this node retains in memory. */
  ReplayBuffer replayBuffer() {
    if (log.origin() != origin) {
      lock.lock();
      try {
        followEpoch();
      } finally {
        lock.unlock();
      }
    }
    return replayBuffer;
  }

  /** The shared frames of backfilled events. */
  ReplayedFrames replayed() {
    return replayed;
  }

  /** Whether this node has reached a cursor. */
  boolean hasReached(Cursor cursor) {
    lock.lock();
    try {
      followEpoch();
      return cursor.isAtOrBefore(position());
    } finally {
      lock.unlock();
    }
  }

  /** The current subscription of a connection; empty if the connection is not subscribed. */
  Optional<Subscription> subscription(Connection connection) {
    lock.lock();
    try {
      return Optional.ofNullable(subscriptions.get(connection));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a connection live whose replay has reached the end of the replay buffer.
   *
   * @param number of the event that the replay would send next
   * @param reached the client's cursor
   * @return false if there is more to replay, if the client is ahead of this node, or if the node
   *     is still backfilling: backfilled events are offered to no connection
   */
  boolean switchToLive(Connection connection, long number, Cursor reached) {
    lock.lock();
    try {
      followEpoch();
      var cursor = position();
      if (replayBuffer.end() != number
          || !reached.isAtOrBefore(cursor)
          || !origin.fresh().isAtOrBefore(cursor)) {
        return false;
      }
      goLive(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The start of the live tail, for a client that cannot receive all that it missed.
   *
   * @param cursor behind all that this node has backfilled, or will
   * @param number of the next event
   */
  record Present(Cursor cursor, long number) {}

  Present present() {
    lock.lock();
    try {
      followEpoch();
      return new Present(liveCursor(), replayBuffer.end());
    } finally {
      lock.unlock();
    }
  }

  private void goLive(Connection connection) {
    var subscription = subscriptions.get(connection);
    if (subscription != null) {
      var replay = subscription.replay();
      if (replay != null && replay.takeStaleness()) {
        connection.offerControl(staleness(liveCursor()));
      }
      addToIndex(subscription.live());
    }
  }

  /**
   * Reports to every stream that this node is cut off from its log, or reads it again.
   *
   * @param since start of the time in which events may be missing; null: it reads again
   */
  void setStale(@Nullable Instant since) {
    lock.lock();
    try {
      stale = since != null;
      silentSince = since == null ? silentSince : since;
      var frame = staleness(liveCursor());
      for (var subscription : subscriptions.values()) {
        if (subscription.replay() == null) {
          subscription.connection().offerControl(frame);
        } else {
          subscription.replay().reportStaleness();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Since when events of the log may be missing; empty while the log is read. */
  public Optional<Instant> staleSince() {
    return stale ? Optional.of(silentSince) : Optional.empty();
  }

  /** A frame that reports whether this node reads its log, for a client with this cursor. */
  Frame staleness(Cursor cursor) {
    var data = "{\"since\":\"" + silentSince + "\"}";
    return Frame.control(SseEncoder.event(stale ? STALE : FRESH, cursor.toString(), data));
  }

  private void unsubscribe(Connection connection) {
    // A full queue closes its connection while this thread iterates over the index's candidates.
    if (lock.isHeldByCurrentThread()) {
      Thread.ofVirtual().start(() -> unsubscribe(connection));
      return;
    }
    lock.lock();
    try {
      removeFromIndex(connection);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the filter of a connection; empty if the connection is not subscribed.
   *
   * @param change makes the next filter from the current one; called without the lock, and once
   *     more if the subscription has changed meanwhile
   * @throws tidings.platform.limits.OverLimitException if the user may not have that many patterns
   *     now
   */
  public Optional<Filter> change(Connection connection, Function<Filter, Filter> change) {
    while (true) {
      var current = subscription(connection);
      if (current.isEmpty()) {
        return Optional.empty();
      }
      var next = change.apply(current.get().filter());
      if (replace(current.get(), next)) {
        return Optional.of(next);
      }
    }
  }

  /** False if the subscription is no longer the connection's current one. */
  private boolean replace(Subscription current, Filter next) {
    var connection = current.connection();
    lock.lock();
    try {
      if (subscriptions.get(connection) != current) {
        return false;
      }
      connection.resizePatterns(next.patterns());
      removeFromIndex(connection);
      addToIndex(current.with(next));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A connection's filter; empty if the connection is not subscribed. */
  public Optional<Filter> filter(Connection connection) {
    lock.lock();
    try {
      return Optional.ofNullable(subscriptions.get(connection)).map(Subscription::filter);
    } finally {
      lock.unlock();
    }
  }

  /** Offers a heartbeat that carries the cursor up to which everything was offered. */
  public void sendHeartbeat(Connection connection, HeartbeatForm form) {
    lock.lock();
    try {
      var subscription = subscriptions.get(connection);
      if (subscription == null) {
        return;
      }
      if (subscription.replay() != null) {
        subscription.replay().requestHeartbeat(form);
        return;
      }
      followEpoch();
      connection.offerHeartbeat(heartbeats.computeIfAbsent(form, this::heartbeatFrame));
    } finally {
      lock.unlock();
    }
  }

  private Frame heartbeatFrame(HeartbeatForm form) {
    return Frame.control(SseEncoder.beat(form, liveCursor().toString()));
  }

  private void addToIndex(Subscription subscription) {
    subscriptions.put(subscription.connection(), subscription);
    if (subscription.replay() == null) {
      index.add(subscription);
    }
  }

  private void removeFromIndex(Connection connection) {
    var subscription = subscriptions.remove(connection);
    if (subscription != null && subscription.replay() == null) {
      index.remove(subscription);
    }
  }

  /**
   * The cursor of this node: it may be past the last event, by entries that no subscriber receives.
   */
  private Cursor position() {
    var position = log.position();
    var known = routed == null ? origin.begin() : routed;
    return log.origin() == origin && known.isAtOrBefore(position) ? position : known;
  }

  /** The cursor of live subscribers: while the node backfills, the end of the backfill. */
  private Cursor liveCursor() {
    return latest(position(), origin.fresh());
  }

  /** Frames that connections accepted. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Events that were not routed, because they had expired. */
  public long expired() {
    return expired.sum();
  }

  /** Events retained in memory for reconnecting clients. */
  public int retained() {
    return replayBuffer.size();
  }
}
