package tidings.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.exceptions.JedisException;
import tidings.limits.OverLimitException;

/**
 * The journals of all nodes, in Redis Streams. A frame is in Redis before anybody sees it. Watchers
 * on the run's own node read what it wrote from memory; on other nodes all that is watched is
 * followed over one connection.
 *
 * <p>A run's node renews its lease. When that ends, whoever watches the run ends it.
 */
public final class RedisJournals implements RunJournals {

  private static final Logger LOG = Logger.getLogger(RedisJournals.class.getName());

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final RunSettings settings;
  private final RedisRuns redis;
  private final RedisFollower follower;
  private final MemoryJournals own;
  private final Future<?> renewing;
  private final ConcurrentHashMap<String, RedisJournal> running = new ConcurrentHashMap<>();

  /**
   * @param own what this node's runs wrote, for those who watch here
   * @param timer renews leases
   */
  public RedisJournals(
      RunSettings settings, RedisRuns redis, MemoryJournals own, ScheduledExecutorService timer) {
    this.settings = settings;
    this.redis = redis;
    this.own = own;
    follower = new RedisFollower(redis, settings);
    follower.start();
    long every = settings.lease().toMillis() / 3;
    renewing =
        timer.scheduleWithFixedDelay(
            () -> Thread.ofVirtual().name("tidings-leases").start(this::renew),
            every,
            every,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public RunWriter begin(RunInfo info) {
    asking(
        () -> {
          redis.begin(info, settings.lease(), settings.keep());
          return true;
        });
    var journal =
        new RedisJournal(redis, own.begin(info), settings.keep(), () -> running.remove(info.id()));
    running.put(info.id(), journal);
    return journal;
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      LOG.log(
          Level.WARNING, () -> "Redis does not answer, a request is refused: " + e.getMessage());
      throw OverLimitException.byServer(RETRY_AFTER, "runs: Redis does not answer now");
    }
  }

  private void renew() {
    for (var journal : running.values()) {
      try {
        redis.renew(journal.info().id(), settings.lease(), settings.keep());
      } catch (JedisException e) {
        LOG.log(
            Level.WARNING,
            () ->
                "The lease of run %s is not renewed; other nodes may end it for their watchers: %s"
                    .formatted(journal.info().id(), e.getMessage()));
      }
    }
  }

  @Override
  public Optional<RunJournal> find(String run) {
    var here = own.find(run);
    return here.isPresent() ? here : asking(() -> follower.follow(run));
  }

  @Override
  public List<RunInfo> running(String owner) {
    return asking(() -> redis.running(owner));
  }

  @Override
  public void requestCancel(String run) {
    asking(
        () -> {
          redis.requestCancel(run);
          return true;
        });
  }

  @Override
  public void onCancelRequest(Consumer<String> listener) {
    follower.onCancelRequest(listener);
  }

  @Override
  public void close() {
    renewing.cancel(false);
    follower.close();
    own.close();
    redis.close();
  }
}
