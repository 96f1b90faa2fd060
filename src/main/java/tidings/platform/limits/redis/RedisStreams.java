package tidings.platform.limits.redis;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import tidings.platform.limits.ConnectionLimits.Kind;
import tidings.platform.limits.SharedStreams;
import tidings.platform.redis.RedisServer;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;

/**
 * The streams of all nodes, in Redis. Each node renews a lease: what belongs to a node that has
 * failed does not count once its lease has ended. Thread-safe.
 *
 * <p>One thread writes, in the order of the changes, so that a stream which ends at once is added
 * before it is removed. Another one receives the commands of other nodes: to probe the streams of a
 * user, or to close one. While Redis does not answer, this node's own limits apply alone;
 * afterwards it adds its streams again, under another name, and what it had left behind counts no
 * more.
 */
public final class RedisStreams implements SharedStreams, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisStreams.class.getName());

  private static final String NODES = "tidings:limits:nodes";
  private static final String STREAMS = "tidings:limits:streams:";
  private static final String USERS = "tidings:limits:users:";
  private static final String COMMANDS = "tidings:limits:commands:";

  /** Time for the probes of other nodes, before the oldest stream is closed. */
  private static final Duration PROBING = Duration.ofMillis(1500);

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration COMMAND_WAIT = Duration.ofSeconds(1);
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));

  /** The node's side of a command. */
  public interface Commands {

    /** Probes the streams of a user: those whose client is gone end. */
    void probe(String user);

    /** Closes a stream, because the user has newer ones. */
    void close(String id);
  }

  /** A stream of this node, numbered by age. */
  private record OwnStream(SharedStream stream, long number) {}

  /** A change of Redis, made by the writing thread. */
  private interface Change {
    void apply();
  }

  private final UnifiedJedis jedis;
  private final Duration lease;
  private final int limit;
  private final ScheduledExecutorService timer;
  private final ConcurrentHashMap<String, OwnStream> own = new ConcurrentHashMap<>();
  private final AtomicLong added = new AtomicLong();
  private final ConcurrentHashMap<String, Boolean> enforcing = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final CloseSignal closing = new CloseSignal();
  private final Thread writer;
  private volatile String node = newName();
  private volatile boolean isUp = true;
  private volatile ScheduledFuture<?> renewals;

  /**
   * @param lease time without a sign of a node after which its streams do not count
   * @param limit maximum number of streams of one user
   * @param timer starts renewals and closes; they do not block it
   */
  public RedisStreams(
      UnifiedJedis jedis, Duration lease, int limit, ScheduledExecutorService timer) {
    this.jedis = jedis;
    this.lease = lease;
    this.limit = limit;
    this.timer = timer;
    writer = Thread.ofPlatform().name("tidings-limits").daemon().unstarted(this::write);
    writer.start();
    long every = lease.toMillis() / 3;
    renewals =
        timer.scheduleWithFixedDelay(
            () -> changes.add(this::renew), every, every, TimeUnit.MILLISECONDS);
  }

  /** Opens connections on demand. */
  public static RedisStreams at(
      RedisServer server, Duration lease, int limit, ScheduledExecutorService timer) {
    return new RedisStreams(client(server, TIMEOUT), lease, limit, timer);
  }

  /** A client that waits this long for an answer, and longer for a command. */
  static UnifiedJedis client(RedisServer server, Duration timeout) {
    int millis = (int) timeout.toMillis();
    int blocking = (int) timeout.plus(COMMAND_WAIT).toMillis();
    return RedisClient.builder()
        .hostAndPort(server.address())
        .clientConfig(
            server.config().timeoutMillis(millis).blockingSocketTimeoutMillis(blocking).build())
        .build();
  }

  private static String newName() {
    return UUID.randomUUID().toString();
  }

  /** Starts to receive commands. To be called once. */
  public void listen(Commands commands) {
    Thread.ofPlatform().name("tidings-limits-commands").daemon().start(() -> receive(commands));
  }

  /** Whether the last access to Redis succeeded: otherwise each node counts alone. */
  public boolean isUp() {
    return isUp;
  }

  @Override
  public void add(SharedStream stream) {
    hold(stream);
    changeIfUp(() -> put(stream));
  }

  @Override
  public boolean tryAdd(SharedStream stream) {
    if (isUp) {
      try {
        if (put(LimitScripts.TRY_ADD, stream) == 1) {
          return false;
        }
      } catch (JedisException e) {
        down(e);
      }
    }
    hold(stream);
    return true;
  }

  private void hold(SharedStream stream) {
    own.put(stream.id(), new OwnStream(stream, added.incrementAndGet()));
  }

  /** What is not written now is part of all that is added when Redis answers again. */
  private void changeIfUp(Change change) {
    changes.add(
        () -> {
          if (isUp) {
            change.apply();
          }
        });
  }

  /** Adds a stream, unless it has ended meanwhile. */
  private void put(SharedStream stream) {
    if (own.containsKey(stream.id()) && put(LimitScripts.ADD, stream) == 1) {
      enforceSoon(stream.user());
    }
  }

  @Override
  public void remove(SharedStream stream) {
    own.remove(stream.id());
    changeIfUp(
        () ->
            jedis.eval(
                LimitScripts.REMOVE,
                List.of(STREAMS + stream.user()),
                List.of(member(stream, node))));
  }

  private long put(String script, SharedStream stream) {
    var name = node;
    return (Long)
        jedis.eval(
            script,
            List.of(STREAMS + stream.user(), NODES, USERS + name),
            List.of(
                member(stream, name),
                stream.user(),
                name,
                Long.toString(lease.toMillis()),
                Integer.toString(limit),
                COMMANDS));
  }

  private static String member(SharedStream stream, String node) {
    return (stream.kind() == Kind.EVENTS ? "e|" : "r|") + node + "|" + stream.id();
  }

  /** Once for all streams that a user opens meanwhile. */
  private void enforceSoon(String user) {
    if (enforcing.putIfAbsent(user, true) == null) {
      var _ =
          timer.schedule(
              () -> {
                enforcing.remove(user);
                changeIfUp(() -> enforce(user));
              },
              PROBING.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void enforce(String user) {
    jedis.eval(
        LimitScripts.ENFORCE,
        List.of(STREAMS + user, NODES),
        List.of(Integer.toString(limit), COMMANDS, Long.toString(10 * lease.toMillis())));
  }

  private void write() {
    while (!closing.isClosed()) {
      try {
        changes.take().apply();
      } catch (JedisException e) {
        down(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void down(JedisException e) {
    if (isUp && !closing.isClosed()) {
      isUp = false;
      LOG.warning(
          "Redis does not answer: each node limits the streams of its users alone ("
              + e.getMessage()
              + ")");
    }
  }

  /** Renews the lease, and cleans up behind other nodes. */
  private void renew() {
    if (!isUp) {
      jedis.zrem(NODES, node);
      node = newName();
    }
    var name = node;
    var found =
        (List<?>)
            jedis.eval(
                LimitScripts.RENEW, List.of(NODES), List.of(name, Long.toString(lease.toMillis())));
    boolean wasKnown = ((Long) found.getFirst()) == 1;
    if (!wasKnown) {
      node = newName();
      own.values().stream()
          .sorted(comparingLong(OwnStream::number))
          .forEach(one -> put(one.stream()));
    }
    if (!isUp) {
      isUp = true;
      LOG.info("Redis answers again: the streams of users are limited over all nodes");
    }
    for (Object dead : found.subList(1, found.size())) {
      clean(String.valueOf(dead));
    }
  }

  private void clean(String dead) {
    for (var user : jedis.smembers(USERS + dead)) {
      jedis.eval(LimitScripts.CLEAN, List.of(STREAMS + user, NODES), List.of());
    }
    jedis.del(USERS + dead, COMMANDS + dead);
    jedis.zrem(NODES, dead);
  }

  private void receive(Commands commands) {
    var backOff = RETRY.backOff();
    while (!closing.isClosed()) {
      try {
        var next = jedis.blpop(COMMAND_WAIT.toMillis() / 1000.0, COMMANDS + node);
        if (next != null) {
          perform(next.getValue(), commands);
        }
        backOff.succeeded();
      } catch (JedisException e) {
        down(e);
        if (!closing.pause(backOff.next())) {
          return;
        }
      }
    }
  }

  private static void perform(String command, Commands commands) {
    int bar = command.indexOf('|');
    var argument = command.substring(bar + 1);
    switch (command.substring(0, bar)) {
      case "probe" -> commands.probe(argument);
      case "close" -> commands.close(argument);
      default -> LOG.warning("another version of Tidings sent an unknown command: " + command);
    }
  }

  /** Lets go of this node's streams at once. */
  @Override
  public void close() {
    closing.close();
    renewals.cancel(false);
    writer.interrupt();
    try (jedis) {
      jedis.zrem(NODES, node);
    } catch (JedisException e) {
      LOG.fine("the lease ends by itself: " + e.getMessage());
    }
  }
}
