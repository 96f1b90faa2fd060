package tidings.ingress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * One stream and the consumer group that reads it: the commands of Redis for them. All throw {@link
 * redis.clients.jedis.exceptions.JedisException}. Thread-safe.
 *
 * <p>Pending entries of any consumer are read with {@code XRANGE} and acknowledged without {@code
 * XCLAIM}: no other node works on them, and Redis 7 silently removes an entry that cannot be
 * claimed because it was trimmed. So the name of a consumer has no meaning. A consumer without
 * pending entries is removed after it was not seen for long: a node that is named after its
 * container has another name each time.
 */
final class StreamGroup {

  /** Jedis has no {@code ENTRIESREAD} (Redis 7). */
  private static final String SKIP =
      """
      return redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[2], 'ENTRIESREAD', ARGV[3])
      """;

  /** One script, so that no consumer gets entries between the check and the removal. */
  private static final String FORGET =
      """
      local forgotten = 0
      for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
        local is = {}
        for i = 1, #consumer, 2 do is[consumer[i]] = consumer[i + 1] end
        if is.name ~= ARGV[2] and is.pending == 0 and is.idle >= tonumber(ARGV[3]) then
          redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], is.name)
          forgotten = forgotten + 1
        end
      end
      return forgotten
      """;

  private final RedisClient jedis;
  private final String stream;
  private final byte[] key;
  private final RedisSettings settings;

  StreamGroup(RedisClient jedis, String stream, RedisSettings settings) {
    this.jedis = jedis;
    this.stream = stream;
    key = stream.getBytes(UTF_8);
    this.settings = settings;
  }

  /**
   * Creates the group, and the stream, if they do not exist.
   *
   * @param start the start of a new group
   * @return whether the group was created
   */
  boolean create(String start) {
    try {
      jedis.xgroupCreate(
          key, settings.inputs().group().getBytes(UTF_8), start.getBytes(UTF_8), true);
      return true;
    } catch (JedisDataException e) {
      if (e.getMessage() != null && e.getMessage().startsWith("BUSYGROUP")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Removes other consumers that have nothing pending and were not seen for this time.
   *
   * @return the number removed
   */
  long forget(Duration unseen) {
    var millis = Long.toString(unseen.toMillis());
    var arguments = List.of(settings.inputs().group(), settings.node().name(), millis);
    return (Long) jedis.eval(FORGET, List.of(stream), arguments);
  }

  /** The first entries that any consumer has read and none has acknowledged, up to this number. */
  List<RedisEntry> pending(int atMost) {
    var first = XPendingParams.xPendingParams("-", "+", atMost);
    var ids =
        jedis.xpending(stream, settings.inputs().group(), first).stream()
            .map(one -> one.getID())
            .toList();
    return contents(ids);
  }

  private List<RedisEntry> contents(List<StreamEntryID> ids) {
    var answers = new ArrayList<Response<List<Object>>>(ids.size());
    try (var pipeline = jedis.pipelined()) {
      for (var id : ids) {
        var at = id.toString().getBytes(UTF_8);
        answers.add(pipeline.xrange(key, at, at));
      }
      pipeline.sync();
    }
    var entries = new ArrayList<RedisEntry>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      var found = answers.get(i).get();
      entries.add(
          found.isEmpty() ? new RedisEntry(ids.get(i), null) : RedisEntry.of(found.getFirst()));
    }
    return entries;
  }

  /**
   * Entries that no consumer has read, in their order, as soon as there are some, up to this
   * number.
   */
  List<RedisEntry> fresh(Duration wait, int atMost) {
    var response =
        jedis.xreadGroupBinary(
            settings.inputs().group().getBytes(UTF_8),
            settings.node().name().getBytes(UTF_8),
            XReadGroupParams.xReadGroupParams().count(atMost).block((int) wait.toMillis()),
            Map.of(key, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    if (response == null || response.isEmpty()) {
      return List.of();
    }
    return response.getFirst().getValue().stream().map(RedisEntry::of).toList();
  }

  /** The current state of the group. */
  GroupLag lag() {
    var groups = jedis.xinfoGroups(stream);
    var own =
        groups.stream().filter(one -> one.getName().equals(settings.inputs().group())).findFirst();
    if (own.isEmpty()) {
      throw new JedisDataException("NOGROUP " + settings.inputs().group());
    }
    return GroupLag.of(own.get(), jedis.xinfoStream(stream));
  }

  /** Moves the group behind the entries that are gone, so that the loss is reported once. */
  void skip(GroupLag behind) {
    var read = behind.readThen();
    var id = behind.lastId().toString();
    if (read == null) {
      jedis.xgroupSetID(stream, settings.inputs().group(), behind.lastId());
    } else {
      jedis.eval(SKIP, List.of(stream), List.of(settings.inputs().group(), id, read.toString()));
    }
  }

  /** The newest entry, if there is one. */
  Optional<StreamEntryID> newest() {
    return jedis.xrevrange(stream, "+", "-", 1).stream().map(StreamEntry::getID).findFirst();
  }

  void acknowledge(List<RedisEntry> entries) {
    var ids = entries.stream().map(RedisEntry::id).toArray(StreamEntryID[]::new);
    jedis.xack(stream, settings.inputs().group(), ids);
  }
}
