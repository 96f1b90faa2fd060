package tidings.app.configuration;

import java.util.Map;
import java.util.TreeMap;

/**
 * The range of a key with a number, a time or a size.
 *
 * @param unit unit of the value
 * @param least smallest value; times in milliseconds, sizes in bytes
 * @param most largest value
 * @param orZero whether 0 is also allowed, although it is smaller
 */
public record KeyRange(Unit unit, long least, long most, boolean orZero) {

  /** The unit of a key's value. */
  public enum Unit {
    NUMBER("a whole number"),
    TIME("a time with its unit (ms, s, m or h), such as 15s"),
    SIZE("a size, such as 65536, 64 KiB or 1 MiB");

    private final String form;

    Unit(String form) {
      this.form = form;
    }

    private long most() {
      return this == TIME ? MAX_TIME : Long.MAX_VALUE;
    }

    private String text(long value) {
      return switch (this) {
        case NUMBER -> Long.toString(value);
        case TIME -> time(value);
        case SIZE -> size(value);
      };
    }

    private static String time(long millis) {
      if (millis == 0) {
        return "0";
      }
      if (millis % 3_600_000 == 0) {
        return millis / 3_600_000 + "h";
      }
      return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static String size(long bytes) {
      return bytes > 0 && bytes % 1024 == 0 ? bytes / 1024 + " KiB" : Long.toString(bytes);
    }
  }

  private static final long SECOND = 1000;
  private static final long DAY = 86_400 * SECOND;

  /** A century, which no time of the configuration needs. */
  private static final long MAX_TIME = 36_500 * DAY;

  private static final KeyRange POSITIVE = number(1, Integer.MAX_VALUE);
  private static final KeyRange COUNT = number(0, Integer.MAX_VALUE);
  private static final KeyRange LARGE_COUNT = number(0, Long.MAX_VALUE);
  private static final KeyRange PAUSE = time(100, MAX_TIME);
  private static final KeyRange ANY_TIME = time(0, MAX_TIME);
  private static final KeyRange UP_TO_A_SECOND = time(0, SECOND);
  private static final KeyRange SECOND_OR_MORE = time(SECOND, MAX_TIME);

  /** For clients that count milliseconds in 32 bits. */
  private static final KeyRange PAUSE_TO_A_DAY = time(100, DAY);

  private static final KeyRange MEMORY = size(1, Long.MAX_VALUE);

  /** For data in one array. */
  private static final KeyRange ARRAY = size(1, Integer.MAX_VALUE);

  private static final Map<String, KeyRange> ALL =
      Map.ofEntries(
          Map.entry("http.core.threads", COUNT),
          Map.entry("http.idle.timeout", ANY_TIME),
          Map.entry("http.max.threads", COUNT),
          Map.entry("mp.jwt.verify.token.age", COUNT),
          Map.entry("tidings.agent.model-calls", POSITIVE),
          Map.entry("tidings.audit.file-bytes", size(64 << 10, Long.MAX_VALUE)),
          Map.entry("tidings.audit.files", POSITIVE),
          Map.entry("tidings.audit.refusals-per-minute", COUNT),
          Map.entry("tidings.audit.refusals-per-minute-per-caller", COUNT),
          Map.entry("tidings.budget.user-tokens", LARGE_COUNT),
          Map.entry("tidings.chat.model-calls", POSITIVE),
          Map.entry("tidings.chat.summary-timeout", PAUSE),
          Map.entry("tidings.chat.title-timeout", PAUSE),
          Map.entry("tidings.completions.heartbeat", PAUSE),
          Map.entry("tidings.completions.max-choices", POSITIVE),
          Map.entry("tidings.completions.max-output-tokens", POSITIVE),
          Map.entry("tidings.connection.ack-timeout", SECOND_OR_MORE),
          Map.entry("tidings.connection.disconnect-check", ANY_TIME),
          Map.entry("tidings.connection.lifetime", ANY_TIME),
          Map.entry("tidings.connection.pace", UP_TO_A_SECOND),
          Map.entry("tidings.connection.queue-bytes", MEMORY),
          Map.entry("tidings.connection.queue-events", POSITIVE),
          Map.entry("tidings.connection.reconnect-delay", ANY_TIME),
          Map.entry("tidings.database.connections", POSITIVE),
          Map.entry("tidings.database.statement-timeout", zeroOr(SECOND_OR_MORE)),
          Map.entry("tidings.database.timeout", time(250, DAY)),
          Map.entry("tidings.dedupe-entries", number(1, Long.MAX_VALUE)),
          Map.entry("tidings.dedupe-window", ANY_TIME),
          Map.entry("tidings.drain.notice", ANY_TIME),
          Map.entry("tidings.drain.reconnect-rate", POSITIVE),
          Map.entry("tidings.drain.reconnect-spread", ANY_TIME),
          Map.entry("tidings.graph.model-calls", POSITIVE),
          Map.entry("tidings.graph.turns", POSITIVE),
          Map.entry("tidings.heartbeat", PAUSE),
          Map.entry("tidings.identity.clock-skew", ANY_TIME),
          Map.entry("tidings.identity.keys-max-age", SECOND_OR_MORE),
          Map.entry("tidings.identity.keys-reads-per-minute", POSITIVE),
          Map.entry("tidings.identity.keys-refresh", SECOND_OR_MORE),
          Map.entry("tidings.identity.keys-timeout", PAUSE),
          Map.entry("tidings.identity.token-cache", size(0, Long.MAX_VALUE)),
          Map.entry("tidings.kafka.partitions", POSITIVE),
          Map.entry("tidings.kafka.timeout", PAUSE_TO_A_DAY),
          Map.entry("tidings.limits.bodies-in-flight", MEMORY),
          Map.entry("tidings.limits.bodies-in-flight-per-user", MEMORY),
          Map.entry("tidings.limits.body-bytes", ARRAY),
          Map.entry("tidings.limits.body-timeout", PAUSE),
          Map.entry("tidings.limits.change-rate", POSITIVE),
          Map.entry("tidings.limits.connect-rate", POSITIVE),
          Map.entry("tidings.limits.connections", POSITIVE),
          Map.entry("tidings.limits.connections-per-address", POSITIVE),
          Map.entry("tidings.limits.connections-per-user", POSITIVE),
          Map.entry("tidings.limits.conversation-bytes", MEMORY),
          Map.entry("tidings.limits.conversations-bytes-per-user", MEMORY),
          Map.entry("tidings.limits.conversations-per-user", POSITIVE),
          Map.entry("tidings.limits.event-bytes", ARRAY),
          Map.entry("tidings.limits.graph-bytes", ARRAY),
          Map.entry("tidings.limits.graphs-bytes-per-user", MEMORY),
          Map.entry("tidings.limits.graphs-per-user", POSITIVE),
          Map.entry("tidings.limits.patterns-per-user", POSITIVE),
          Map.entry("tidings.limits.pending-bodies", POSITIVE),
          Map.entry("tidings.limits.pending-bodies-per-user", POSITIVE),
          Map.entry("tidings.limits.prompt-bytes", ARRAY),
          Map.entry("tidings.limits.publish-byte-rate", ARRAY),
          Map.entry("tidings.limits.publish-rate", POSITIVE),
          Map.entry("tidings.limits.request-events", POSITIVE),
          Map.entry("tidings.limits.request-rate", POSITIVE),
          Map.entry("tidings.limits.revocations", POSITIVE),
          Map.entry("tidings.limits.tool-bytes", ARRAY),
          Map.entry("tidings.limits.tools-bytes-per-user", MEMORY),
          Map.entry("tidings.limits.tools-per-user", POSITIVE),
          Map.entry("tidings.log.backlog-events", POSITIVE),
          Map.entry("tidings.log.replay-bytes", MEMORY),
          Map.entry("tidings.log.replay-events", LARGE_COUNT),
          Map.entry("tidings.log.retain-bytes", MEMORY),
          Map.entry("tidings.log.retain-dead-letters", COUNT),
          Map.entry("tidings.log.retain-events", POSITIVE),
          Map.entry("tidings.log.retain-percent-per-publisher", number(1, 100)),
          Map.entry("tidings.log.stale-after", zeroOr(time(3 * SECOND, MAX_TIME))),
          Map.entry("tidings.mcp.timeout", PAUSE),
          Map.entry("tidings.model.connect-timeout", PAUSE),
          Map.entry("tidings.model.read-timeout", PAUSE),
          Map.entry("tidings.model.response-bytes", MEMORY),
          Map.entry("tidings.model.retries", COUNT),
          Map.entry("tidings.observers.queue-bytes", MEMORY),
          Map.entry("tidings.observers.queue-events", POSITIVE),
          Map.entry("tidings.oidc.session-idle-timeout", SECOND_OR_MORE),
          Map.entry("tidings.oidc.session-lifetime", SECOND_OR_MORE),
          Map.entry("tidings.oidc.timeout", PAUSE_TO_A_DAY),
          Map.entry("tidings.outbox.batch", number(1, 10_000)),
          Map.entry("tidings.outbox.connections", number(1, 16)),
          Map.entry("tidings.outbox.lease", SECOND_OR_MORE),
          Map.entry("tidings.outbox.poll", PAUSE),
          Map.entry("tidings.outbox.retention", ANY_TIME),
          Map.entry("tidings.policy.reload-interval", PAUSE_TO_A_DAY),
          Map.entry("tidings.publish.in-flight", number(1, 100_000)),
          Map.entry("tidings.redis.batch", number(1, 10_000)),
          Map.entry("tidings.redis.lease", SECOND_OR_MORE),
          Map.entry("tidings.redis.max-retry-delay", PAUSE),
          Map.entry("tidings.redis.queue-bytes", MEMORY),
          Map.entry("tidings.redis.queue-messages", POSITIVE),
          Map.entry("tidings.redis.timeout", PAUSE_TO_A_DAY),
          Map.entry("tidings.runs.concurrent", POSITIVE),
          Map.entry("tidings.runs.concurrent-per-user", POSITIVE),
          Map.entry("tidings.runs.journal-bytes", MEMORY),
          Map.entry("tidings.runs.lease", SECOND_OR_MORE),
          Map.entry("tidings.runs.pace", UP_TO_A_SECOND),
          Map.entry("tidings.runs.retention", ANY_TIME),
          Map.entry("tidings.runs.run-bytes", MEMORY),
          Map.entry("tidings.tls.hsts-max-age", ANY_TIME),
          Map.entry("tidings.tools.timeout", PAUSE));

  /** The range of each key that has one. */
  public static Map<String, KeyRange> all() {
    return new TreeMap<>(ALL);
  }

  /**
   * The range of a key; a key of an application in the same WAR may have any value that is not
   * negative.
   */
  static KeyRange of(String key, Unit unit) {
    var range = ALL.get(key);
    return range == null ? new KeyRange(unit, 0, unit.most(), false) : range;
  }

  private static KeyRange number(long least, long most) {
    return new KeyRange(Unit.NUMBER, least, most, false);
  }

  private static KeyRange time(long leastMillis, long mostMillis) {
    return new KeyRange(Unit.TIME, leastMillis, mostMillis, false);
  }

  private static KeyRange size(long least, long most) {
    return new KeyRange(Unit.SIZE, least, most, false);
  }

  private static KeyRange zeroOr(KeyRange range) {
    return new KeyRange(range.unit, range.least, range.most, true);
  }

  boolean contains(long value) {
    return (value >= least && value <= most) || (orZero && value == 0);
  }

  /** The allowed values, in words for an error: {@code a whole number, from 1 to 100}. */
  String allowed() {
    var least = unit.text(this.least);
    var limits = isOpen() ? least + " or more" : "from " + least + " to " + unit.text(most);
    return unit.form + ", " + (orZero ? "0, or " : "") + limits;
  }

  /** The range alone, as the documentation shows it: {@code 1 to 100}, {@code 1 or more}. */
  public String text() {
    boolean isUnlimited = isOpen() || (unit != Unit.TIME && most == Integer.MAX_VALUE);
    return (orZero ? "0, or " : "")
        + unit.text(least)
        + (isUnlimited ? " or more" : " to " + unit.text(most));
  }

  private boolean isOpen() {
    return most == unit.most();
  }
}
