package tidings.platform.limits.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Logger;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import tidings.platform.limits.SharedAllowances;
import tidings.platform.redis.RedisServer;

/**
 * Allowances of callers in Redis. A request waits for Redis at most {@value #MOST_MILLIS} ms; after
 * a failure each node limits its callers alone for a second. Thread-safe.
 */
public final class RedisAllowances implements SharedAllowances, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisAllowances.class.getName());

  private static final int MOST_MILLIS = 250;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String PREFIX = "tidings:limits:rate:";

  private final UnifiedJedis jedis;
  private final InstantSource clock;
  private volatile Instant notBefore = Instant.MIN;
  private volatile boolean isUp = true;

  RedisAllowances(UnifiedJedis jedis, InstantSource clock) {
    this.jedis = jedis;
    this.clock = clock;
  }

  /** Opens connections on demand. */
  public static RedisAllowances at(RedisServer server, InstantSource clock) {
    return new RedisAllowances(RedisStreams.client(server, Duration.ofMillis(MOST_MILLIS)), clock);
  }

  @Override
  public Taken take(String what, String caller, int least, int wanted, int perSecond) {
    if (clock.instant().isBefore(notBefore)) {
      return new Taken(wanted, 0);
    }
    try {
      var answer =
          (List<?>)
              jedis.eval(
                  LimitScripts.TAKE,
                  List.of(PREFIX + what + ":" + caller),
                  List.of(
                      Integer.toString(least),
                      Integer.toString(wanted),
                      Integer.toString(perSecond)));
      up();
      return new Taken(((Long) answer.getFirst()).intValue(), (Long) answer.getLast() * 1000);
    } catch (JedisException e) {
      down(e);
      return new Taken(wanted, 0);
    }
  }

  /** Whether the last access to Redis succeeded: otherwise each node counts alone. */
  public boolean isUp() {
    return isUp;
  }

  private void up() {
    if (!isUp) {
      isUp = true;
      LOG.info("Redis answers again: rates of users are limited over all nodes");
    }
  }

  private void down(JedisException e) {
    notBefore = clock.instant().plus(PAUSE);
    if (isUp) {
      isUp = false;
      LOG.warning(
          "Redis does not answer: each node limits the rates of its users alone ("
              + e.getMessage()
              + ")");
    }
  }

  @Override
  public void close() {
    jedis.close();
  }
}
