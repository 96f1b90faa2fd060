package tidings.ingress.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;

/**
 * The right of one node at a time to take something, kept in Redis under a key that ends by itself.
 * Who has it counts its time by a clock of his own, from before he asked for it, so that a node
 * that stood still does not go on with a right that another has by now. Thread-safe.
 *
 * @see <a href="https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/">Redis:
 *     distributed locks</a>
 */
final class Lease implements Leadership {

  /**
   * Takes it if nobody has it, renews it if the caller has it, else leaves word that the caller
   * wants it, if he does; answers who has it now.
   */
  private static final String HOLD =
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

  private static final String GIVE_UP =
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
   * @param space what its keys begin with
   * @param name what is taken
   * @param holder this process, as no other is called
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
   * @param wants whether the caller would rather have it than who has it now: good for a third of
   *     its length
   * @return who has it now
   * @throws redis.clients.jedis.exceptions.JedisException if that is not known; a lease that is
   *     held goes on until its end
   */
  String hold(boolean wants) {
    long asked = nanos.getAsLong();
    var millis = Long.toString(length.toMillis());
    var word = wants ? Long.toString(length.dividedBy(3).toMillis()) : "0";
    var arguments = List.of(holder, millis, word);
    var now = String.valueOf(jedis.eval(HOLD, List.of(key, wanted), arguments));
    grant(now.equals(holder), asked + length.toNanos());
    return now;
  }

  private synchronized void grant(boolean ours, long until) {
    granted = ours;
    end = until;
    notifyAll();
  }

  @Override
  public synchronized boolean held() {
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
   * Whether another node has left word that it wants it.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if that is not known
   */
  boolean isWanted() {
    return jedis.get(wanted) != null;
  }

  /** Gives it up, if it is held, so that another need not wait for its end. */
  void giveUp() {
    if (held()) {
      grant(false, 0);
      jedis.eval(GIVE_UP, List.of(key), List.of(holder));
    }
  }
}
