package tidings.routing;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.bus.Published;
import tidings.connection.Connection;
import tidings.log.Cursor;
import tidings.log.EventLog;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * Offers each event to the connections it is for. Thread-safe.
 *
 * <p>One lock orders events, subscriptions and heartbeats, so that the cursor a frame carries is
 * true: whatever lies before it has been offered to that connection. Under it nothing is written
 * and nothing waits.
 */
@Singleton
public class Router {

  private final EventLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder deliveries = new LongAdder();

  // Guarded by the lock.
  private final SubscriptionIndex index = new SubscriptionIndex();
  private final Map<Connection, Subscription> subscriptions = new HashMap<>();
  private @Nullable Cursor routed;
  private @Nullable Frame beat;

  @Inject
  public Router(EventLog log) {
    this.log = log;
  }

  /** Routes one event; called by the bus in log order. */
  public void route(@Observes Published published) {
    lock.lock();
    try {
      routed = published.cursor();
      beat = null;
      index.forEach(published.event(), subscription -> deliver(published, subscription));
    } finally {
      lock.unlock();
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
   * @param opening makes the first frame
   */
  public void subscribe(Connection connection, Filter filter, Function<Cursor, Frame> opening) {
    lock.lock();
    try {
      connection.offerControl(opening.apply(place()));
      file(connection, filter);
    } finally {
      lock.unlock();
    }
    connection.onClosing(() -> unsubscribe(connection));
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
      file(connection, next);
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

  private void file(Connection connection, Filter filter) {
    var subscription = new Subscription(connection, connection.caller(), filter);
    subscriptions.put(connection, subscription);
    index.add(subscription);
  }

  private void unfile(Connection connection) {
    var subscription = subscriptions.remove(connection);
    if (subscription != null) {
      index.remove(subscription);
    }
  }

  private Cursor place() {
    var place = routed;
    return place != null ? place : log.position();
  }

  /** Frames offered to connections that took them. */
  public long deliveries() {
    return deliveries.sum();
  }
}
