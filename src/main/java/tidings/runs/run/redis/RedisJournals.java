package tidings.runs.run.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import tidings.platform.limits.OverLimitException;
import tidings.runs.run.JournalAppender;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunJournals;
import tidings.runs.run.RunSettings;
import tidings.runs.run.Runs;
import tidings.runs.run.memory.MemoryJournals;

/**
 * The journals of all nodes, in Redis Streams. A frame is in Redis before any watcher sees it.
 * Watchers on the run's own node read its frames from memory; other nodes follow all watched runs
 * over one connection.
 *
 * <p>A run's node renews its lease. If the lease expires, the first node that notices ends the run.
 */
public final class RedisJournals implements RunJournals {

  private static final Logger LOG = Logger.getLogger(RedisJournals.class.getName());

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final RunSettings settings;
  private final RedisRuns redis;
  private final MemoryJournals own;
  private final ScheduledExecutorService timer;
  private final ConcurrentHashMap<String, RedisJournal> running = new ConcurrentHashMap<>();
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable RedisFollower follower;
  private volatile @Nullable Future<?> renewals;

  /**
   * @param own the frames of this node's runs, for watchers on this node
   * @param timer renews leases
   */
  public RedisJournals(
      RunSettings settings, RedisRuns redis, MemoryJournals own, ScheduledExecutorService timer) {
    this.settings = settings;
    this.redis = redis;
    this.own = own;
    this.timer = timer;
  }

  @Override
  public void listen(Listener to) {
    var following = new RedisFollower(redis, settings, running::containsKey, to);
    follower = following;
    following.start();
    long every = settings.lease().toMillis() / 3;
    renewals =
        timer.scheduleWithFixedDelay(
            () -> Thread.ofPlatform().name("tidings-leases").daemon().start(this::renew),
            every,
            every,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean hasCapacity() {
    return own.hasCapacity();
  }

  @Override
  public JournalAppender begin(RunInfo info) {
    var memory = own.begin(info);
    var journal =
        new RedisJournal(redis, memory, settings.retention(), () -> running.remove(info.id()));
    running.put(info.id(), journal); // before its lease exists, so that no renewal misses it
    boolean started = false;
    try {
      started = redis.begin(info, settings.lease(), settings.retention());
    } catch (JedisException e) {
      throw unavailable(e);
    } finally {
      if (!started) {
        running.remove(info.id());
        own.forget(info);
      }
    }
    if (!started) {
      throw Runs.idConflict(info.id());
    }
    return journal;
  }

  private static <T> T query(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      throw unavailable(e);
    }
  }

  /** The refusal that a caller receives if Redis does not answer. */
  static OverLimitException unavailable(JedisException e) {
    LOG.log(Level.WARNING, () -> "Redis does not answer, a request is refused: " + e.getMessage());
    return OverLimitException.byServer(RETRY_AFTER, "runs: Redis does not answer");
  }

  private void renew() {
    if (!renewing.tryLock()) {
      return; // Redis is slow: the previous round has not ended
    }
    try {
      running.values().forEach(this::renew);
    } catch (JedisException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The leases of this node's %d runs are not renewed; other nodes may end them: %s"
                  .formatted(running.size(), e.getMessage()));
    } finally {
      renewing.unlock();
    }
  }

  private void renew(RedisJournal journal) {
    try {
      journal.renew(settings.lease());
    } catch (JedisDataException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The lease of run %s is not renewed; another node may end it: %s"
                  .formatted(journal.info().id(), e.getMessage()));
    }
  }

  @Override
  public Optional<RunJournal> find(String run) {
    var here = own.find(run);
    return here.isPresent()
        ? here
        : query(() -> redis.find(run)).map(it -> new RemoteRun(it, redis, startedFollower()));
  }

  private RedisFollower startedFollower() {
    return requireNonNull(follower, "no listener is set yet");
  }

  @Override
  public List<RunInfo> running(String owner) {
    return query(() -> redis.running(owner));
  }

  @Override
  public void requestCancel(String run) {
    query(
        () -> {
          redis.requestCancel(run);
          return true;
        });
  }

  @Override
  public void close() {
    var renewal = renewals;
    if (renewal != null) {
      renewal.cancel(false);
      startedFollower().close();
    }
    own.close();
    redis.close();
  }
}
