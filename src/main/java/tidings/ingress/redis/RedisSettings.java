package tidings.ingress.redis;

import java.time.Duration;
import java.util.List;
import tidings.platform.redis.RedisServer;

/**
 * Configuration of what is taken out of Redis.
 *
 * @param server where it is
 * @param channels Pub/Sub channels, or glob patterns as {@code PSUBSCRIBE} has them
 * @param streams keys of streams
 * @param group the consumer group that reads them; nodes of one log have the same
 * @param start where a group begins that is new: {@code $} or the id of an entry
 * @param node name of this node, its consumer's name in the group
 * @param shared whether other nodes write to the same log, so that one of them takes the channels
 * @param lease how long a node is believed to take without a sign of it
 * @param timeout how long Redis may say nothing when it is asked
 * @param retry longest pause between two attempts
 * @param batch entries or messages that are taken at a time, at most
 * @param queueMessages messages of channels that wait for the log, at most
 * @param queueBytes their size, at most
 */
public record RedisSettings(
    RedisServer server,
    List<String> channels,
    List<String> streams,
    String group,
    String start,
    String node,
    boolean shared,
    Duration lease,
    Duration timeout,
    Duration retry,
    int batch,
    int queueMessages,
    long queueBytes) {

  public RedisSettings {
    channels = distinct("tidings.redis.channels", channels);
    streams = distinct("tidings.redis.streams", streams);
    require(!group.isBlank(), "tidings.redis.group", "must have a name");
    start = entryId(start);
    atLeast("tidings.redis.lease", lease, Duration.ofSeconds(1));
    atLeast("tidings.redis.timeout", timeout, Duration.ofMillis(100));
    atLeast("tidings.redis.max-retry-delay", retry, Duration.ofMillis(100));
    require(batch >= 1 && batch <= 10_000, "tidings.redis.batch", "must be 1 to 10000");
    require(queueMessages >= 1, "tidings.redis.queue-messages", "must be at least 1");
    require(queueBytes >= 1, "tidings.redis.queue-bytes", "must be at least 1");
  }

  private static List<String> distinct(String key, List<String> names) {
    var stripped = names.stream().map(String::strip).toList();
    require(stripped.stream().noneMatch(String::isEmpty), key, "has an empty name");
    require(stripped.stream().distinct().count() == stripped.size(), key, "names one twice");
    return stripped;
  }

  private static String entryId(String start) {
    if (start.equals("new") || start.equals("$")) {
      return "$";
    }
    require(
        start.matches("\\d{1,19}(-\\d{1,19})?"),
        "tidings.redis.stream-start",
        "must be new, 0 for the beginning, or the id of an entry, not '" + start + "'");
    return start;
  }

  private static void atLeast(String key, Duration value, Duration least) {
    require(value.compareTo(least) >= 0, key, "must be at least " + least.toMillis() + "ms");
  }

  private static void require(boolean holds, String key, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(key + " " + fault);
    }
  }

  /** Whether there is anything to take. */
  public boolean isEmpty() {
    return channels.isEmpty() && streams.isEmpty();
  }
}
