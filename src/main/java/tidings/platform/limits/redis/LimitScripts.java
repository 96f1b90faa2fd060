package tidings.platform.limits.redis;

/**
 * Atomic changes of the counts in Redis, as Lua scripts.
 *
 * <p>The streams of a user are a sorted set; a member is {@code <kind>|<node>|<stream>}, its score
 * the time at which it was added. Nodes are a sorted set with the ends of their leases. What
 * belongs to a node whose lease has ended does not count, and is removed by whichever script meets
 * it.
 */
final class LimitScripts {

  /** Sets {@code now} (ms), and {@code live}, the members of living nodes in order of age. */
  private static final String LIVE =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local live, lives = {}, {}
      for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        local node = string.match(member, '^%a|([^|]*)|')
        if lives[node] == nil then
          local ends = redis.call('ZSCORE', KEYS[2], node)
          lives[node] = ends and tonumber(ends) > now or false
        end
        if lives[node] then
          live[#live + 1] = member
        else
          redis.call('ZREM', KEYS[1], member)
        end
      end
      """;

  /** The score is later than that of every stream before: two in one microsecond have an order. */
  private static final String ADD_IT =
      """
      local score = time[1] * 1000000 + time[2]
      local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
      if newest[2] and tonumber(newest[2]) >= score then
        score = tonumber(newest[2]) + 1
      end
      redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', score), ARGV[1])
      redis.call('SADD', KEYS[3], ARGV[2])
      """;

  private static final String LEASE =
      """
      redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[4]), ARGV[3])
      """;

  /**
   * Adds a stream. If there are more than the limit, each node with a stream of the user is asked
   * to probe them, and the answer is 1; else 0.
   *
   * <p>Keys: streams of the user, nodes, users of the node. Arguments: member, user, node, lease
   * (ms), limit, prefix of the nodes' commands.
   */
  static final String ADD =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      """
          + LEASE
          + LIVE
          + ADD_IT
          + """
          if #live + 1 <= tonumber(ARGV[5]) then
            return 0
          end
          for node, alive in pairs(lives) do
            if alive then
              redis.call('RPUSH', ARGV[6] .. node, 'probe|' .. ARGV[2])
              redis.call('PEXPIRE', ARGV[6] .. node, 10 * ARGV[4])
            end
          end
          return 1
          """;

  /** Likewise, unless the user has as many streams as the limit: then nothing changes, and 1. */
  static final String TRY_ADD =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      """
          + LEASE
          + LIVE
          + """
          if #live >= tonumber(ARGV[5]) then
            return 1
          end
          """
          + ADD_IT
          + "return 0";

  /**
   * Removes a user's oldest streams of events above the limit, except for the newest one, and
   * commands their nodes to close them.
   *
   * <p>Keys: streams of the user, nodes. Arguments: limit, prefix of the nodes' commands, retention
   * of commands (ms).
   */
  static final String ENFORCE =
      LIVE
          + """
          local events = {}
          for _, member in ipairs(live) do
            if string.sub(member, 1, 2) == 'e|' then
              events[#events + 1] = member
            end
          end
          local over = math.min(#live - tonumber(ARGV[1]), #events - 1)
          for i = 1, over do
            local node, stream = string.match(events[i], '^e|([^|]*)|(.*)$')
            redis.call('ZREM', KEYS[1], events[i])
            redis.call('RPUSH', ARGV[2] .. node, 'close|' .. stream)
            redis.call('PEXPIRE', ARGV[2] .. node, ARGV[3])
          end
          return math.max(over, 0)
          """;

  /** Removes a stream. Keys: streams of the user. Arguments: member. */
  static final String REMOVE = "return redis.call('ZREM', KEYS[1], ARGV[1])";

  /**
   * Renews the lease of a node. Answers with 1, or 0 if the lease had ended or is not known, and
   * with the nodes whose lease has ended. Keys: nodes. Arguments: node, lease (ms).
   */
  static final String RENEW =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
      local known = ends and tonumber(ends) > now and 1 or 0
      if known == 1 then
        redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
      end
      local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
      table.insert(dead, 1, known)
      return dead
      """;

  /** Removes what dead nodes left of a user. Keys: streams of the user, nodes. */
  static final String CLEAN = LIVE + "return #live";

  /**
   * Takes from an allowance that refills evenly. Answers with the number taken and, if that is 0,
   * the time to wait (µs).
   *
   * <p>Keys: the allowance. Arguments: least, wanted, allowance of a second.
   */
  static final String TAKE =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local least, wanted, rate = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local left, since = rate, now
      local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
      if kept[1] then
        left, since = tonumber(kept[1]), tonumber(kept[2])
        left = math.min(rate, left + (now - since) * rate / 1000000)
      end
      if left < least then
        return {0, math.ceil((least - left) * 1000000 / rate)}
      end
      local taken = math.min(wanted, math.floor(left))
      redis.call('HSET', KEYS[1], 'left', tostring(left - taken), 'at', string.format('%.0f', now))
      redis.call('PEXPIRE', KEYS[1], 2000)
      return {taken, 0}
      """;

  private LimitScripts() {}
}
