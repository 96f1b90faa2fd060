package tidings.push.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import tidings.platform.limits.ConnectionLimits;
import tidings.platform.security.Caller;
import tidings.platform.security.Revocation;
import tidings.sse.CloseReason;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/**
 * The manager: every open stream of this node, one instance for the application. Thread-safe.
 *
 * <p>It gives each stream its queue, ends it with its token or its lifetime, and enforces the limit
 * of streams per user.
 */
@ApplicationScoped
public class Connections {

  /**
   * How long before the end of its token a client is warned, unless half the token's life is
   * shorter.
   */
  public static final Duration WARNING = Duration.ofSeconds(60);

  /**
   * A user who opens this many times the allowed number of streams before a probe has a result does
   * not wait for the result.
   */
  private static final int HURRY = 2;

  private final ConnectionSettings settings;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final ConnectionMetrics metrics;
  private final FrameQueue.Limits limits;
  private final ToIntFunction<String> otherStreams;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Connection> byId = new ConcurrentHashMap<>();
  private final Map<String, Deque<Connection>> byUser = new HashMap<>(); // guarded by itself
  private final Map<String, List<Connection>> asking = new HashMap<>(); // guarded by byUser
  private final Probe probe;
  private final LongAdder opened = new LongAdder();

  /** For the client proxy of the application scope, which does not call its own methods. */
  @SuppressWarnings("NullAway")
  protected Connections() {
    settings = null;
    timer = null;
    clock = null;
    metrics = null;
    limits = null;
    otherStreams = null;
    probe = null;
  }

  @Inject
  public Connections(
      ConnectionSettings settings,
      ScheduledExecutorService timer,
      Clock clock,
      ConnectionMetrics metrics,
      WritePacer pacer,
      ConnectionLimits limits) {
    this(settings, timer, clock, metrics, pacer, limits::runs);
  }

  /**
   * @param otherStreams number of a user's other streams that count towards the limit per user
   */
  public Connections(
      ConnectionSettings settings,
      ScheduledExecutorService timer,
      Clock clock,
      ConnectionMetrics metrics,
      WritePacer pacer,
      ToIntFunction<String> otherStreams) {
    this.settings = settings;
    this.otherStreams = otherStreams;
    this.timer = timer;
    this.clock = clock;
    this.metrics = metrics;
    probe = new Probe(timer);
    limits =
        new FrameQueue.Limits(settings.queueFrames(), settings.queueBytes(), clock, metrics, pacer);
  }

  /**
   * Opens a stream. If the user is over the limit, their streams are probed. A moment later, when
   * the disconnected ones have ended, the user's oldest silent stream is closed, or else the
   * oldest.
   */
  public Connection open(Caller caller, String address, FrameSink sink) {
    var queue = new FrameQueue(limits);
    var connection = new Connection(newId(), caller, address, clock, sink, queue, metrics);
    byId.put(connection.id(), connection);
    opened.increment();
    connection.onFinished(() -> byId.remove(connection.id()));
    admit(connection);
    return connection;
  }

  /** Ends the stream with its token and its lifetime. To be called once the stream is open. */
  public void guard(Connection connection) {
    // Not during a renewal, whose timer this one's would replace: the stream would never end.
    synchronized (connection) {
      endWithToken(connection, connection.caller());
    }
    endWithLifetime(connection);
  }

  private String newId() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    return "c-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void admit(Connection connection) {
    var user = connection.caller().user();
    Connection replaced = null;
    List<Connection> asked = List.of();
    synchronized (byUser) {
      var streams = byUser.computeIfAbsent(user, _ -> new ArrayDeque<>(2));
      streams.addLast(connection);
      var known = asking.get(user);
      if (known == null && streams.size() > share(user, 1)) {
        asked = List.copyOf(streams);
        asking.put(user, asked);
      } else if (known != null && streams.size() > share(user, HURRY)) {
        replaced = oldest(streams, known);
      }
    }
    connection.onClosing(() -> forget(user, connection));
    if (replaced != null) {
      replaced.close(CloseReason.REPLACED);
    }
    if (!asked.isEmpty()) {
      probe.start(asked, () -> applyLimit(user));
    }
  }

  /** The number of event streams that a user may have beside their other streams: at least one. */
  private int share(String user, int times) {
    return Math.max(1, settings.perUser() * times - otherStreams.applyAsInt(user));
  }

  /** Handles the result of a probe: enforces the limit of the user on the streams that remain. */
  private void applyLimit(String user) {
    var replaced = new ArrayList<Connection>();
    List<Connection> asked = List.of();
    synchronized (byUser) {
      var known = asking.remove(user);
      var streams = byUser.get(user);
      int share = share(user, 1);
      boolean over = streams != null && streams.size() > share;
      if (over && known != null && !known.containsAll(streams)) {
        asked = List.copyOf(streams); // others arrived meanwhile, and may have disconnected, too
        asking.put(user, asked);
      } else {
        while (streams != null && streams.size() > share) {
          replaced.add(oldest(streams, List.of()));
        }
      }
    }
    replaced.forEach(connection -> connection.close(CloseReason.REPLACED));
    if (!asked.isEmpty()) {
      probe.start(asked, () -> applyLimit(user));
    }
  }

  /**
   * Removes the oldest stream whose client receives nothing of what it is sent, else the oldest.
   *
   * @param kept streams that are not removed: their probe has no result yet
   */
  private static Connection oldest(Deque<Connection> streams, List<Connection> kept) {
    var candidates = streams.stream().filter(stream -> !kept.contains(stream)).toList();
    var oldest =
        candidates.stream()
            .filter(Connection::isUnacknowledged)
            .findFirst()
            .orElseGet(candidates::getFirst);
    streams.remove(oldest);
    return oldest;
  }

  /** Probes the streams that match: each whose client has disconnected ends. */
  public void probe(Predicate<Connection> which, Runnable then) {
    probe.start(byId.values().stream().filter(which).toList(), then);
  }

  private void forget(String user, Connection connection) {
    synchronized (byUser) {
      var streams = byUser.get(user);
      if (streams != null && streams.remove(connection) && streams.isEmpty()) {
        byUser.remove(user);
      }
    }
  }

  /**
   * Continues a stream with another token of the same user.
   *
   * <p>Only a token that expires later renews the stream: the client is then warned once more,
   * before the new end. A token that expires at the same time changes what the stream may carry,
   * not when it ends, and causes no second warning: otherwise the server would ask a client that
   * cannot get a fresh token for one as fast as the client answers. A token that expires earlier
   * changes nothing.
   *
   * @return whether the stream lasts longer than before
   */
  public boolean renew(Connection connection, Caller fresh) {
    synchronized (connection) {
      var current = connection.caller();
      if (!fresh.user().equals(current.user())) {
        throw new IllegalArgumentException("a token of another user");
      }
      int later = fresh.expires().compareTo(current.expires());
      if (later >= 0) {
        connection.caller(fresh);
      }
      if (later > 0) {
        endWithToken(connection, fresh);
      }
      return later > 0;
    }
  }

  /** Replaces the grants of a stream's caller, which keeps its token. */
  public void regrant(Connection connection, UnaryOperator<Caller> grants) {
    synchronized (connection) {
      connection.caller(grants.apply(connection.caller()));
    }
  }

  private void endWithToken(Connection connection, Caller token) {
    var halfOfLife = Duration.between(clock.instant(), token.expires()).dividedBy(2);
    var before = halfOfLife.compareTo(WARNING) < 0 ? halfOfLife : WARNING;
    schedule(connection, token.expires().minus(before), () -> warn(connection, token.expires()));
  }

  private void warn(Connection connection, Instant expires) {
    // Not during a renewal, whose timer this one's would replace: the stream would never end.
    synchronized (connection) {
      if (connection.caller().expires().equals(expires)) {
        var data = "{\"expires\":\"" + expires + "\"}";
        connection.offerControl(Frame.control(SseEncoder.event("tidings.reauth", null, data)));
        schedule(connection, expires, () -> end(connection, expires));
      }
    }
  }

  private void end(Connection connection, Instant expires) {
    if (connection.caller().expires().equals(expires)) {
      connection.close(CloseReason.TOKEN_EXPIRED);
    }
  }

  private void schedule(Connection connection, Instant when, Runnable action) {
    connection.tokenTimer(timer.schedule(action, untilMillis(when), TimeUnit.MILLISECONDS));
  }

  private long untilMillis(Instant when) {
    return Math.max(0, Duration.between(clock.instant(), when).toMillis());
  }

  private void endWithLifetime(Connection connection) {
    if (settings.lifetime().isPositive()) {
      var end =
          timer.schedule(
              () -> connection.close(CloseReason.LIFETIME),
              jittered(settings.lifetime()),
              TimeUnit.MILLISECONDS);
      connection.onClosing(() -> end.cancel(false));
    }
  }

  private static long jittered(Duration time) {
    double factor = ThreadLocalRandom.current().nextDouble(0.9, 1.1);
    return Math.round(time.toMillis() * factor);
  }

  /** Ends the streams that a revocation applies to. */
  public void revoke(Revocation revocation) {
    for (var connection : byId.values()) {
      if (revocation.covers(connection.caller())) {
        connection.close(CloseReason.REVOKED);
      }
    }
  }

  public Optional<Connection> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** A live view of all open streams. */
  public Collection<Connection> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** Streams that were opened since the start. */
  long opened() {
    return opened.sum();
  }

  public int count() {
    return byId.size();
  }

  /**
   * A new broadcaster to the connections that match at each broadcast. Its events are encoded once,
   * queued and drained like all others.
   */
  public SseBroadcaster broadcaster(Predicate<Connection> which) {
    return new FrameBroadcaster(() -> byId.values().stream().filter(which));
  }

  /** Closes every stream, each with a random reconnect delay within this time. */
  void shutDown(Duration spread) {
    long bound = Math.max(1, spread.toMillis());
    for (var connection : byId.values()) {
      connection.close(CloseReason.SHUTDOWN, ThreadLocalRandom.current().nextLong(bound));
    }
  }
}
