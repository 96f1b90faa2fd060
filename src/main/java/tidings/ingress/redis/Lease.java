package tidings.ingress.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;

/**
 * The right of one node at a time to read something, stored in Redis under a key that expires by
 * itself. The holder measures the lease by its own clock, from before its request, so that a paused
 * node does not use a lease that another has meanwhile. Thread-safe.
 *
 * @see <a href="https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">Redis:
 *     distributed locks</a>
 */
final class Lease implements Leadership {

  /**
   * Takes the lease if it is free, or renews it for its holder; for any other caller that wants it,
   * leaves a request. Returns the current holder.
   */
  private static final String ACQUIRE =
      """
      local holder = redis.call('GET', KEYS[1])
      if not holder or holder == ARGV[1] then
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return ARGV[1]
      end
      if ARGV[3] ~= '0' then
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
      end
      return holder
      """;

  private static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('DEL', KEYS[1])
      end
      return 0
      """;

  private final UnifiedJedis jedis;
  private final String key;
  private final String wanted;
  private final String holder;
  private final Duration length;
  private final LongSupplier nanos;

  // Guarded by this.
  private boolean granted;
  private long end;

  /**
   * @param space prefix of its keys
   * @param name what it is for
   * @param holder the unique name of this process
   * @param nanos a clock that only goes forward
   */
  Lease(
      UnifiedJedis jedis,
      String space,
      String name,
      String holder,
      Duration length,
      LongSupplier nanos) {
    this.jedis = jedis;
    key = space + name;
    wanted = space + "wanted:" + name;
    this.holder = holder;
    this.length = length;
    this.nanos = nanos;
  }

  /**
   * Takes or renews it.
   *
   * @param wants whether the caller should replace the current holder: valid for a third of its
   *     length
   * @return the current holder
   * @throws redis.clients.jedis.exceptions.JedisException if that is unknown; a lease that is held
   *     lasts until its end
   */
  String acquire(boolean wants) {
    long asked = nanos.getAsLong();
    var millis = Long.toString(length.toMillis());
    var word = wants ? Long.toString(length.dividedBy(3).toMillis()) : "0";
    var arguments = List.of(holder, millis, word);
    var now = String.valueOf(jedis.eval(ACQUIRE, List.of(key, wanted), arguments));
    grant(now.equals(holder), asked + length.toNanos());
    return now;
  }

  private synchronized void grant(boolean ours, long until) {
    granted = ours;
    end = until;
    notifyAll();
  }

  @Override
  public synchronized boolean isHeld() {
    return left() > 0;
  }

  private long left() {
    return granted ? end - nanos.getAsLong() : 0;
  }

  @Override
  public synchronized boolean awaitHeld(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long wait = atMost.toMillis(); left() <= 0 && wait > 0; ) {
      wait(wait);
      wait = (until - System.nanoTime()) / 1_000_000;
    }
    return left() > 0;
  }

  /**
   * Whether another node has requested it.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if that is unknown
   */
  boolean isWanted() {
    return jedis.get(wanted) != null;
  }

  /** Releases it, if it is held, so that another node need not wait for its end. */
  void release() {
    if (isHeld()) {
      grant(false, 0);
      jedis.eval(RELEASE, List.of(key), List.of(holder));
    }
  }
}
