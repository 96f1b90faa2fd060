package tidings.routing;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.bus.Published;
import tidings.bus.Retained;
import tidings.connection.Connection;
import tidings.log.Cursor;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.sse.Frame;
import tidings.sse.Gap;
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
public class Router {

  private final EventLog log;
  private final InstantSource clock;
  private final Window window;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder expired = new LongAdder();

  private volatile boolean hasRouted;

  // Guarded by the lock.
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Map<Connection, Subscription> subscriptions = new HashMap<>();
  private @Nullable Cursor routed;
  private @Nullable Frame beat;

  @Inject
  public Router(EventLog log, LogSettings settings, Clock clock) {
    this.log = log;
    this.clock = clock;
    window = new Window(settings.retainEvents(), settings.retainBytes(), log.position());
  }

  /** Routes one event; called by the bus in log order. */
  public void route(@Observes Published published) {
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

  /** Keeps one event that lay in the log before; called by the bus in log order. */
  public void retain(@Observes Retained retained) {
    lock.lock();
    try {
      take(retained.published());
    } finally {
      lock.unlock();
    }
  }

  private void take(Published published) {
    if (routed == null) {
      window.restart(before(published));
    } else if (!routed.isAtOrBefore(published.cursor())) {
      // Another log, or one that lost its end.
      startOver(Gap.Reason.EPOCH, routed, before(published));
    } else if (published.isAfterLoss()) {
      startOver(Gap.Reason.EXPIRED, routed, before(published));
    }
    window.add(published);
    routed = published.cursor();
    hasRouted = true;
    beat = null;
  }

  private static Cursor before(Published published) {
    return published.cursor().before(published.entry().place());
  }

  /** What is missing between two places nobody knows: everybody who is live is told. */
  private void startOver(Gap.Reason reason, Cursor former, Cursor begin) {
    window.restart(begin);
    var gap = Frame.control(Gap.before(reason, former, begin));
    for (var subscription : subscriptions.values()) {
      if (subscription.replay() == null) {
        subscription.connection().offerControl(gap);
      }
    }
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
      Connection connection, Filter filter, @Nullable String asked, Opening opening) {
    if (asked == null || asked.isEmpty()) {
      lock.lock();
      try {
        connection.offerControl(opening.frame(place(), false, 0L));
        file(Subscription.live(connection, filter));
      } finally {
        lock.unlock();
      }
    } else {
      var replay = new Replay(this, log, clock, connection, asked, opening);
      lock.lock();
      try {
        file(Subscription.replaying(connection, filter, replay));
      } finally {
        lock.unlock();
      }
      connection.replay(replay);
    }
    connection.onClosing(() -> unsubscribe(connection));
  }

  /**
   * What this node keeps at hand. Until it has routed something that is nothing, which begins where
   * the log stands: the log may not have been reached yet when this router was made.
   */
  Window window() {
    if (!hasRouted) {
      lock.lock();
      try {
        if (routed == null) {
          window.restart(log.position());
        }
      } finally {
        lock.unlock();
      }
    }
    return window;
  }

  /** Whether this node has come to a place. */
  boolean hasReached(Cursor place) {
    lock.lock();
    try {
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
   * @return false if there is more to bring, or the client is ahead of this node
   */
  boolean handOver(Connection connection, long number, Cursor reached) {
    lock.lock();
    try {
      if (window.end() != number || !reached.isAtOrBefore(place())) {
        return false;
      }
      goLive(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a connection live though it cannot be brought all that it missed, and tells it so.
   *
   * @param opening its first frame, if it has not had it
   */
  void goOn(
      Connection connection, Gap.Reason reason, @Nullable Cursor from, @Nullable Opening opening) {
    lock.lock();
    try {
      var place = place();
      if (opening != null) {
        connection.offerControl(opening.frame(place, false, 0L));
      }
      connection.offerControl(Frame.control(Gap.before(reason, from, place)));
      goLive(connection);
    } finally {
      lock.unlock();
    }
  }

  private void goLive(Connection connection) {
    var subscription = subscriptions.get(connection);
    if (subscription != null) {
      file(subscription.live());
    }
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

  /** Puts another filter in place of a connection's; empty if the connection is not here. */
  public Optional<Filter> change(Connection connection, Function<Filter, Filter> change) {
    lock.lock();
    try {
      var current = subscriptions.get(connection);
      if (current == null) {
        return Optional.empty();
      }
      var next = change.apply(current.filter());
      unfile(connection);
      file(current.with(next));
      return Optional.of(next);
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
  public void beat(Connection connection) {
    lock.lock();
    try {
      var subscription = subscriptions.get(connection);
      if (subscription == null) {
        return;
      }
      if (subscription.replay() != null) {
        subscription.replay().beat();
        return;
      }
      var frame = beat;
      if (frame == null) {
        frame = Frame.control(SseEncoder.beat(place().toString()));
        beat = frame;
      }
      connection.offerBeat(frame);
    } finally {
      lock.unlock();
    }
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

  /** The log's own place may be further than the last event: it passes what nobody is to have. */
  private Cursor place() {
    var position = log.position();
    return routed == null || routed.isAtOrBefore(position) ? position : routed;
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
