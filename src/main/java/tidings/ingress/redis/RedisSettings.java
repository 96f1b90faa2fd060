package tidings.ingress.redis;

import java.time.Duration;
import java.util.List;
import tidings.platform.redis.RedisServer;

/**
 * Settings of the Redis source.
 *
 * @param server address and credentials of Redis
 * @param inputs the streams and channels to read
 * @param node this node
 * @param timing timeouts of Redis
 * @param limits limits of memory
 */
public record RedisSettings(
    RedisServer server, Inputs inputs, Node node, Timing timing, Limits limits) {

  /**
   * The streams and channels to read.
   *
   * @param channels Pub/Sub channels, or glob patterns as in {@code PSUBSCRIBE}
   * @param streams keys of streams
   * @param group the consumer group of the streams; nodes of one log have the same
   * @param start start of a new group: {@code $} or the id of an entry
   */
  public record Inputs(List<String> channels, List<String> streams, String group, String start) {
    public Inputs {
      channels = distinct("tidings.redis.channels", channels);
      streams = distinct("tidings.redis.streams", streams);
      require(!group.isBlank(), "tidings.redis.group", "must have a name");
      start = entryId(start);
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
      return channels.isEmpty() && streams.isEmpty();
    }
  }

  /**
   * This node among others.
   *
   * @param name its consumer's name in the group
   * @param shared whether other nodes append to the same log, so that one of them reads channels
   * @param lease how long a node counts as the reader without renewal
   */
  public record Node(String name, boolean shared, Duration lease) {
    public Node {
      atLeast("tidings.redis.lease", lease, Duration.ofSeconds(1));
    }
  }

  /**
   * @param timeout maximum time of a response
   * @param retry maximum pause between two attempts
   */
  public record Timing(Duration timeout, Duration retry) {
    public Timing {
      atLeast("tidings.redis.timeout", timeout, Duration.ofMillis(100));
      atLeast("tidings.redis.max-retry-delay", retry, Duration.ofMillis(100));
    }
  }

  /**
   * @param batch maximum number of entries or messages of one read
   * @param queueMessages maximum number of channel messages that wait for the log
   * @param queueBytes their maximum size, in bytes
   */
  public record Limits(int batch, int queueMessages, long queueBytes) {
    public Limits {
      require(batch >= 1 && batch <= 10_000, "tidings.redis.batch", "must be 1 to 10000");
      require(queueMessages >= 1, "tidings.redis.queue-messages", "must be at least 1");
      require(queueBytes >= 1, "tidings.redis.queue-bytes", "must be at least 1");
    }
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
}
