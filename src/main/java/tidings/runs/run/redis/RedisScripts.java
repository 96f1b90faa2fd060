package tidings.runs.run.redis;

/**
 * Atomic changes of a run in Redis, as Lua scripts: a client that dies meanwhile cannot leave them
 * half done. If a script writes several steps, the step that others rely on comes last.
 *
 * <p>Keys are those of one run: its {@code info}, {@code frames} and {@code lease}; then the leases
 * of all runs by expiry time, and the set of its owner's runs.
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
   * Begins a run, unless there is one with its id: then 0. Arguments: run, lease, retention, names
   * and values of its info.
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

  /** Renews the lease of a run. Arguments: run, lease, retention of its data. */
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

  /** The first frame, with which its stream begins. Arguments: data, retention. */
  static final String FIRST =
      """
      redis.call('XADD', KEYS[1], '1-0', 'f', ARGV[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      """;

  /**
   * Ends a run, unless it has ended. A last frame may already be stored: the connection broke when
   * it was written. Arguments: run, retention, state, number of the first of the last frames, their
   * data.
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
   * Ends a run whose lease has expired, unless another node has. Arguments: run, retention, its
   * error.
   */
  static final String END_ORPHAN =
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

  /** Runs whose leases have expired, at most a thousand. */
  static final String OVERDUE =
      """
      local now = redis.call('TIME')[1] * 1000
      return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1000)
      """;

  private RedisScripts() {}
}
