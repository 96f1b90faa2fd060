package tidings.runs.run.redis;

/**
 * What has to be done to a run in Redis at once, whoever dies meanwhile, in its own language. Where
 * more than one step is written, the one that others go by comes last.
 *
 * <p>Keys are those of one run: its {@code info}, {@code frames} and {@code lease}; then the leases
 * of all runs by when they end, and the set of its owner's runs.
 */
final class RedisScripts {

  /** Number of the newest frame, and its data. */
  private static final String NEWEST =
      """
      local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
      local last, data = 0, ''
      if #newest > 0 then
        last = tonumber(string.match(newest[1][1], '^%d+'))
        data = newest[1][2][2]
      end
      """;

  private static final String LEASE =
      """
      redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
      redis.call('ZADD', KEYS[4], redis.call('TIME')[1] * 1000 + ARGV[2], ARGV[1])
      """;

  private static final String KEEP =
      """
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
      """;

  private static final String LET_GO =
      """
      redis.call('DEL', KEYS[3])
      redis.call('ZREM', KEYS[4], ARGV[1])
      redis.call('SREM', KEYS[5], ARGV[1])
      """;

  /**
   * A run begins, unless there is one of its id: then 0. Arguments: run, lease, time to keep it,
   * names and values of its info.
   */
  static final String BEGIN =
      """
      if redis.call('EXISTS', KEYS[1]) == 1 then
        return 0
      end
      """
          + LEASE
          + """
          redis.call('HSET', KEYS[1], unpack(ARGV, 4))
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          redis.call('SADD', KEYS[5], ARGV[1])
          redis.call('PEXPIRE', KEYS[5], 2 * ARGV[3])
          return 1
          """;

  /** A run's node lives. Arguments: run, lease, time to keep what there is from now on. */
  static final String RENEW =
      """
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      redis.call('PEXPIRE', KEYS[2], ARGV[3])
      if redis.call('HGET', KEYS[1], 'state') ~= 'running' then
        return 0
      end
      """
          + LEASE
          + "return 1";

  /** The first frame, with which its stream begins. Arguments: data, time to keep it. */
  static final String FIRST =
      """
      redis.call('XADD', KEYS[1], '1-0', 'f', ARGV[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      """;

  /**
   * A run ends, unless it has. A last frame may be there: the connection broke when it was written.
   * Arguments: run, time to keep it, state, number of the first of the last frames, their data.
   */
  static final String END =
      KEEP
          + """
          if redis.call('HGET', KEYS[1], 'state') ~= 'running' then
            return 0
          end
          """
          + NEWEST
          + """
          for i = 5, #ARGV do
            local number = ARGV[4] + i - 5
            if number > last then
              redis.call('XADD', KEYS[2], number .. '-0', 'f', ARGV[i])
            end
          end
          redis.call('HSET', KEYS[1], 'state', ARGV[3])
          """
          + KEEP
          + LET_GO
          + "return 1";

  /**
   * Ends a run whose lease is gone, unless somebody has. Arguments: run, time to keep it, its
   * error.
   */
  static final String BURY =
      """
      if redis.call('EXISTS', KEYS[3]) == 1 then
        return 0
      end
      """
          + NEWEST
          + """
          local buried = 0
          if redis.call('EXISTS', KEYS[1]) == 1 and data ~= '[DONE]' then
            redis.call('XADD', KEYS[2], (last + 1) .. '-0', 'f', ARGV[3])
            redis.call('XADD', KEYS[2], (last + 2) .. '-0', 'f', '[DONE]')
            redis.call('HSET', KEYS[1], 'state', 'failed')
            buried = 1
          end
          """
          + KEEP
          + LET_GO
          + "return buried";

  /** Runs whose leases have ended, some of them. */
  static final String OVERDUE =
      """
      local now = redis.call('TIME')[1] * 1000
      return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1000)
      """;

  private RedisScripts() {}
}
