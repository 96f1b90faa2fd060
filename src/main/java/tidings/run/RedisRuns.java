package tidings.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;
import tidings.redis.RedisServer;

/**
 * What of runs is in Redis, and the commands for it. For a run {@code r}: a hash {@code
 * tidings:run:{r}:info}, a stream {@code …:frames} with the frame's number as id, and {@code
 * …:lease}, which is there while its node lives. All throw {@link
 * redis.clients.jedis.exceptions.JedisException}. Thread-safe.
 */
public final class RedisRuns implements AutoCloseable {

  static final String CONTROL = "tidings:runs:control";

  private static final String FRAME = "f";
  private static final String CANCEL = "cancel";
  private static final int CONTROL_LENGTH = 1000;

  /** Ends a run whose lease is gone, unless somebody has: its error, then {@code [DONE]}. */
  private static final String BURY =
      """
      if redis.call('EXISTS', KEYS[3]) == 1 or redis.call('HGET', KEYS[1], 'state') ~= 'running' then
        return 0
      end
      local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
      local n = 0
      if #newest > 0 then n = tonumber(string.match(newest[1][1], '^%d+')) end
      redis.call('HSET', KEYS[1], 'state', 'failed')
      redis.call('XADD', KEYS[2], (n + 1) .. '-0', 'f', ARGV[1])
      redis.call('XADD', KEYS[2], (n + 2) .. '-0', 'f', '[DONE]')
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      redis.call('PEXPIRE', KEYS[2], ARGV[2])
      return 1
      """;

  private final UnifiedJedis jedis;

  public RedisRuns(UnifiedJedis jedis) {
    this.jedis = jedis;
  }

  /** Opens connections as they are needed. */
  public static RedisRuns at(RedisServer server) {
    return new RedisRuns(
        RedisClient.builder()
            .hostAndPort(server.address())
            .clientConfig(server.config().build())
            .build());
  }

  private static String key(String run, String part) {
    return "tidings:run:{" + run + "}:" + part;
  }

  static String frames(String run) {
    return key(run, "frames");
  }

  private static String owned(String owner) {
    return "tidings:runs:of:" + owner;
  }

  void begin(RunInfo info, Duration lease, Duration keep) {
    var fields = new HashMap<String, String>();
    fields.put("owner", info.owner());
    fields.put("kind", info.kind().wire());
    if (info.conversation() != null) {
      fields.put("conversation", info.conversation());
    }
    fields.put("model", info.model());
    fields.put("node", info.node());
    fields.put("created", info.created().toString());
    fields.put("state", RunState.RUNNING.wire());
    jedis.hset(key(info.id(), "info"), fields);
    jedis.sadd(owned(info.owner()), info.id());
    renew(info.id(), lease, keep);
    jedis.pexpire(owned(info.owner()), keep.plus(keep).toMillis());
  }

  /** The run's node lives; what it wrote is kept for so long from now on. */
  void renew(String run, Duration lease, Duration keep) {
    jedis.set(key(run, "lease"), "1", SetParams.setParams().px(lease.toMillis()));
    jedis.pexpire(key(run, "info"), keep.toMillis());
    jedis.pexpire(frames(run), keep.toMillis());
  }

  /** When the connection breaks it is tried once more, and what was written is not doubled. */
  void append(String run, long number, String data) {
    try {
      add(run, number, data);
    } catch (JedisConnectionException broken) {
      try {
        add(run, number, data);
      } catch (JedisDataException refused) {
        if (!isThere(run, number, data)) {
          throw refused;
        }
      }
    }
  }

  private void add(String run, long number, String data) {
    var id = new StreamEntryID(number, 0);
    jedis.xadd(frames(run), XAddParams.xAddParams().id(id), Map.of(FRAME, data));
  }

  private boolean isThere(String run, long number, String data) {
    var place = new StreamEntryID(number, 0);
    return jedis.xrange(frames(run), place, place).stream().anyMatch(it -> frame(it).equals(data));
  }

  void end(RunInfo info, long from, RunState state, List<RunFrame> last, Duration keep) {
    jedis.hset(key(info.id(), "info"), Map.of("state", state.wire()));
    long number = from;
    for (var frame : last) {
      append(info.id(), number++, RunFrameWriter.data(frame));
    }
    append(info.id(), number, RunFrameWriter.DONE);
    renew(info.id(), Duration.ofMillis(1), keep);
    jedis.srem(owned(info.owner()), info.id());
  }

  Optional<RunInfo> info(String run) {
    var fields = jedis.hgetAll(key(run, "info"));
    if (!fields.containsKey("owner")) {
      return Optional.empty();
    }
    return Optional.of(
        new RunInfo(
            run,
            fields.getOrDefault("owner", ""),
            RunKind.ofWire(fields.getOrDefault("kind", "")),
            fields.get("conversation"),
            fields.getOrDefault("model", ""),
            fields.getOrDefault("node", ""),
            Instant.parse(fields.getOrDefault("created", ""))));
  }

  RunState state(String run) {
    var state = jedis.hgetAll(key(run, "info")).get("state");
    return state == null ? RunState.FAILED : RunState.ofWire(state);
  }

  List<RunInfo> running(String owner) {
    var running = new ArrayList<RunInfo>();
    for (var run : jedis.smembers(owned(owner))) {
      if (jedis.exists(key(run, "lease")) && state(run) == RunState.RUNNING) {
        info(run).ifPresent(running::add);
      }
    }
    return running;
  }

  /** Ends the run if its node is gone; answers whether this call did. */
  boolean bury(String run, String error, Duration keep) {
    var keys = List.of(key(run, "info"), frames(run), key(run, "lease"));
    return jedis.eval(BURY, keys, List.of(error, Long.toString(keep.toMillis())))
            instanceof Long done
        && done == 1;
  }

  void requestCancel(String run) {
    jedis.xadd(CONTROL, XAddParams.xAddParams().maxLen(CONTROL_LENGTH), Map.of(CANCEL, run));
  }

  /** The frames behind a place. */
  List<StreamEntry> after(String run, StreamEntryID place, int atMost) {
    return jedis.xrange(frames(run), "(" + place, "+", atMost);
  }

  /** Place behind the newest request. */
  StreamEntryID controlEnd() {
    var newest = jedis.xrevrange(CONTROL, "+", "-", 1);
    return newest.isEmpty() ? new StreamEntryID(0, 0) : newest.getFirst().getID();
  }

  /** What came into streams behind the places, as soon as something has. */
  Map<String, List<StreamEntry>> read(
      Map<String, StreamEntryID> places, int atMost, Duration wait) {
    var entries =
        jedis.xreadAsMap(
            XReadParams.xReadParams().count(atMost).block((int) wait.toMillis()), places);
    return entries == null ? Map.of() : entries;
  }

  static String frame(StreamEntry entry) {
    return entry.getFields().getOrDefault(FRAME, "");
  }

  static String cancelled(StreamEntry entry) {
    return entry.getFields().getOrDefault(CANCEL, "");
  }

  @Override
  public void close() {
    jedis.close();
  }
}
