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
import tidings.push.bus.Delivery;
import tidings.push.bus.Published;
import tidings.push.connection.Connection;
import tidings.sse.Frame;
import tidings.sse.Gap;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/**
 * Offers each event to the connections it is for, and keeps the newest for those who come back.
 * Thread-safe.
 *
 * <p>One lock orders events, subscriptions and heartbeats, so that the cursor a frame carries is
 * true: whatever lies before it has been offered to that connection. Under it nothing is written
 * and nothing waits.
 */
@Singleton
public class Router implements Delivery {

  /** Name of the event that reports that this node is cut off from its log. */
  public static final String STALE = "tidings.stale";

  /** Name of the event that reports that it reads its log again. */
  public static final String FRESH = "tidings.fresh";

  private final EventLog log;
  private final InstantSource clock;
  private final ReplayBuffer window;
  private final RecalledFrames recalled;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder expired = new LongAdder();

  // Guarded by the lock.
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Map<Connection, Subscription> subscriptions = new HashMap<>();
  private @Nullable Cursor routed;
  private final Map<HeartbeatForm, Frame> beats = new EnumMap<>(HeartbeatForm.class);

  /** Written under the lock. */
  private volatile boolean stale;

  private volatile Instant silentSince = Instant.EPOCH;

  /** Written under the lock; read without it only to see whether it is still the log's. */
  private volatile Origin origin;

  @Inject
  public Router(EventLog log, LogSettings settings, Clock clock) {
    this.log = log;
    this.clock = clock;
    origin = log.origin();
    recalled = new RecalledFrames(settings.replay().bytes());
    window = new ReplayBuffer(settings.retention(), origin.begin());
  }

  @Override
  public void route(Published published) {
    lock.lock();
    try {
      take(published);
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
  public void retain(Published published) {
    lock.lock();
    try {
      take(published);
    } finally {
      lock.unlock();
    }
  }

  private void take(Published published) {
    follow();
    window.add(published);
    routed = published.cursor();
    beats.clear();
  }

  /**
   * Goes where the log has begun anew, if it has. What lies between the last that was routed and
   * what is fresh there nobody has been offered who is live: everybody who is live is told.
   */
  private void follow() {
    var current = log.origin();
    if (current == origin) {
      return;
    }
    var former = routed == null ? origin.fresh() : latest(routed, origin.fresh());
    origin = current;
    routed = null;
    beats.clear();
    window.restart(current.begin());
    var reason = current.isAnotherLog() ? Gap.Reason.EPOCH : Gap.Reason.EXPIRED;
    var gap = Frame.control(Gap.before(reason, former, current.fresh()));
    for (var subscription : subscriptions.values()) {
      if (subscription.replay() == null) {
        subscription.connection().offerControl(gap);
      }
    }
  }

  private static Cursor latest(Cursor place, Cursor other) {
    return !place.isOfSameLog(other) || other.isAtOrBefore(place) ? place : place.later(other);
  }

  private void deliver(Published published, Subscription subscription) {
    if (subscription.connection().offer(published.frame(subscription.filter().format()))) {
      deliveries.increment();
    }
  }

  /**
   * Takes a connection in. Its first frame is made for the place at which it begins to receive.
   *
   * @param asked the cursor after which it goes on, as the client sent it; null: from now on
   * @param opening makes the first frame
   */
  public void subscribe(
      Connection connection, Filter filter, @Nullable String asked, OpenFrame opening) {
    if (asked == null || asked.isEmpty()) {
      lock.lock();
      try {
        follow();
        connection.offerControl(opening.frame(live(), false, 0L));
        if (stale) {
          connection.offerControl(staleness(live()));
        }
        file(Subscription.live(connection, filter));
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
        file(Subscription.replaying(connection, filter, replay));
      } finally {
        lock.unlock();
      }
      connection.replay(replay);
    }
    connection.onClosing(() -> unsubscribe(connection));
  }

  /** What this node keeps at hand. */
  ReplayBuffer window() {
    if (log.origin() != origin) {
      lock.lock();
      try {
        follow();
      } finally {
        lock.unlock();
      }
    }
    return window;
  }

  /** What is shared of what was read back. */
  RecalledFrames recalled() {
    return recalled;
  }

  /** Whether this node has come to a place. */
  boolean hasReached(Cursor place) {
    lock.lock();
    try {
      follow();
      return place.isAtOrBefore(place());
    } finally {
      lock.unlock();
    }
  }

  /** A connection's subscription as it is now; empty if the connection is not here. */
  Optional<Subscription> subscription(Connection connection) {
    lock.lock();
    try {
      return Optional.ofNullable(subscriptions.get(connection));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a connection live whose replay has come to the end of the window.
   *
   * @param number of the event that the replay would bring next
   * @param reached the place of its client
   * @return false if there is more to bring, the client is ahead of this node, or the node is still
   *     reading back: what it reads then is offered to nobody
   */
  boolean handOver(Connection connection, long number, Cursor reached) {
    lock.lock();
    try {
      follow();
      var place = place();
      if (window.end() != number
          || !reached.isAtOrBefore(place)
          || !origin.fresh().isAtOrBefore(place)) {
        return false;
      }
      goLive(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The present, at which a client goes on that cannot be brought all that it missed.
   *
   * @param place behind all that this node has read back, or will
   * @param number of the event to come
   */
  record Present(Cursor place, long number) {}

  Present present() {
    lock.lock();
    try {
      follow();
      return new Present(live(), window.end());
    } finally {
      lock.unlock();
    }
  }

  private void goLive(Connection connection) {
    var subscription = subscriptions.get(connection);
    if (subscription != null) {
      var replay = subscription.replay();
      if (replay != null && replay.takeStaleness()) {
        connection.offerControl(staleness(live()));
      }
      file(subscription.live());
    }
  }

  /**
   * Reports to every stream that this node is cut off from its log, or reads it again.
   *
   * @param since from when on events may be missing; null: it reads again
   */
  void stale(@Nullable Instant since) {
    lock.lock();
    try {
      stale = since != null;
      silentSince = since == null ? silentSince : since;
      var frame = staleness(live());
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

  /** Whether this node reads its log: a frame for a client that stands at this place. */
  Frame staleness(Cursor place) {
    var data = "{\"since\":\"" + silentSince + "\"}";
    return Frame.control(SseEncoder.event(stale ? STALE : FRESH, place.toString(), data));
  }

  private void unsubscribe(Connection connection) {
    // A full queue closes its connection while this thread is among the index's candidates.
    if (lock.isHeldByCurrentThread()) {
      Thread.ofVirtual().start(() -> unsubscribe(connection));
      return;
    }
    lock.lock();
    try {
      unfile(connection);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts another filter in place of a connection's; empty if the connection is not here.
   *
   * @param change makes the next filter of the present one; called without the lock, and once more
   *     if the subscription has changed meanwhile
   * @throws tidings.platform.limits.OverLimitException if it has more patterns than the user may
   *     have now
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

  /** False if the subscription is no longer the connection's. */
  private boolean replace(Subscription current, Filter next) {
    var connection = current.connection();
    lock.lock();
    try {
      if (subscriptions.get(connection) != current) {
        return false;
      }
      connection.resizePatterns(next.patterns());
      unfile(connection);
      file(current.with(next));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A connection's filter; empty if the connection is not here. */
  public Optional<Filter> filter(Connection connection) {
    lock.lock();
    try {
      return Optional.ofNullable(subscriptions.get(connection)).map(Subscription::filter);
    } finally {
      lock.unlock();
    }
  }

  /** Offers a heartbeat that carries the place up to which everything was offered. */
  public void beat(Connection connection, HeartbeatForm form) {
    lock.lock();
    try {
      var subscription = subscriptions.get(connection);
      if (subscription == null) {
        return;
      }
      if (subscription.replay() != null) {
        subscription.replay().beat(form);
        return;
      }
      follow();
      connection.offerBeat(beats.computeIfAbsent(form, this::beat));
    } finally {
      lock.unlock();
    }
  }

  private Frame beat(HeartbeatForm form) {
    return Frame.control(SseEncoder.beat(form, live().toString()));
  }

  private void file(Subscription subscription) {
    subscriptions.put(subscription.connection(), subscription);
    if (subscription.replay() == null) {
      index.add(subscription);
    }
  }

  private void unfile(Connection connection) {
    var subscription = subscriptions.remove(connection);
    if (subscription != null && subscription.replay() == null) {
      index.remove(subscription);
    }
  }

  /** Where this node stands: a place may be further than the last event, by what nobody gets. */
  private Cursor place() {
    var position = log.position();
    var known = routed == null ? origin.begin() : routed;
    return log.origin() == origin && known.isAtOrBefore(position) ? position : known;
  }

  /** Where who is live stands: while the node reads back, where that will end. */
  private Cursor live() {
    return latest(place(), origin.fresh());
  }

  /** Frames offered to connections that took them. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Events that were not routed, as their time had passed. */
  public long expired() {
    return expired.sum();
  }

  /** Events kept at hand for those who come back. */
  public int retained() {
    return window.size();
  }
}
