package tidings.runs.run.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;
import tidings.platform.redis.RedisServer;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunFrameReader;
import tidings.runs.run.RunFrameWriter;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunKind;
import tidings.runs.run.RunState;

/**
 * What of runs is in Redis, and the commands for it. For a run {@code r}: a hash {@code
 * tidings:run:{r}:info}, a stream {@code …:frames} with the frame's number as id, and {@code
 * …:lease}, which is there while its node lives. A run has ended when its last frame is {@code
 * [DONE]}; the state in its info changes with that. All throw {@link
 * redis.clients.jedis.exceptions.JedisException}. Thread-safe.
 */
public final class RedisRuns implements AutoCloseable {

  static final String CONTROL = "tidings:runs:control";
  private static final String LEASES = "tidings:runs:leases";

  private static final String FRAME = "f";
  private static final String STATE = "state";
  private static final String CANCEL = "cancel";
  private static final int CONTROL_LENGTH = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final UnifiedJedis jedis;

  public RedisRuns(UnifiedJedis jedis) {
    this.jedis = jedis;
  }

  /** Opens connections as they are needed. */
  public static RedisRuns at(RedisServer server) {
    return at(server, TIMEOUT);
  }

  /**
   * @param timeout how long Redis may say nothing; also when frames are waited for, which Jedis
   *     would do for ever
   */
  static RedisRuns at(RedisServer server, Duration timeout) {
    int millis = (int) timeout.toMillis();
    return new RedisRuns(
        RedisClient.builder()
            .hostAndPort(server.address())
            .clientConfig(
                server.config().timeoutMillis(millis).blockingSocketTimeoutMillis(millis).build())
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

  /** As {@link RedisScripts} number them. */
  private static List<String> keys(RunInfo run) {
    var id = run.id();
    return List.of(key(id, "info"), frames(id), key(id, "lease"), LEASES, owned(run.owner()));
  }

  /** Where a run stands. */
  record Standing(RunInfo info, RunState state) {}

  /** Begins a run; false if there is one of its id. */
  public boolean begin(RunInfo info, Duration lease, Duration keep) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of(info.id(), millis(lease), millis(keep)));
    arguments.addAll(List.of("owner", info.owner(), "kind", info.kind().wire()));
    arguments.addAll(List.of("model", info.model(), "node", info.node()));
    arguments.addAll(List.of("created", info.created().toString()));
    if (info.conversation() != null) {
      arguments.addAll(List.of("conversation", info.conversation()));
    }
    arguments.addAll(List.of(STATE, RunState.RUNNING.wire()));
    return jedis.eval(RedisScripts.BEGIN, keys(info), arguments) instanceof Long begun
        && begun == 1;
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  /** The run's node lives; what it wrote is kept for so long from now on. */
  public void renew(RunInfo run, Duration lease, Duration keep) {
    jedis.eval(RedisScripts.RENEW, keys(run), List.of(run.id(), millis(lease), millis(keep)));
  }

  /**
   * When the connection breaks it is tried once more, and what was written is not doubled.
   *
   * @param keep how long the run is kept if nobody renews its lease
   */
  public void append(String run, long number, String data, Duration keep) {
    try {
      add(run, number, data, keep);
    } catch (JedisConnectionException broken) {
      try {
        add(run, number, data, keep);
      } catch (JedisDataException refused) {
        if (!isThere(run, number, data)) {
          throw refused;
        }
      }
    }
  }

  private void add(String run, long number, String data, Duration keep) {
    if (number == 1) {
      jedis.eval(RedisScripts.FIRST, List.of(frames(run)), List.of(data, millis(keep)));
    } else {
      jedis.xadd(frames(run), XAddParams.xAddParams().id(id(number)), Map.of(FRAME, data));
    }
  }

  private static StreamEntryID id(long number) {
    return new StreamEntryID(number, 0);
  }

  private boolean isThere(String run, long number, String data) {
    var place = id(number);
    return jedis.xrange(frames(run), place, place).stream().anyMatch(it -> frame(it).equals(data));
  }

  /**
   * Ends a run that has not ended, with {@code [DONE]} behind its last frames. May be done again.
   *
   * @param from number of the first of them
   * @param last those that are there already are not written again
   */
  void end(RunInfo run, long from, RunState state, List<RunFrame> last, Duration keep) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of(run.id(), millis(keep), state.wire(), Long.toString(from)));
    last.forEach(frame -> arguments.add(RunFrameWriter.data(frame)));
    arguments.add(RunFrameWriter.DONE);
    try {
      jedis.eval(RedisScripts.END, keys(run), arguments);
    } catch (JedisConnectionException broken) {
      jedis.eval(RedisScripts.END, keys(run), arguments);
    }
  }

  /** What is known of a run; empty if it is not there, or not any more. */
  Optional<Standing> find(String run) {
    var fields = jedis.hgetAll(key(run, "info"));
    if (!fields.containsKey("owner")) {
      return Optional.empty();
    }
    var info =
        new RunInfo(
            run,
            fields.getOrDefault("owner", ""),
            RunKind.ofWire(fields.getOrDefault("kind", "")),
            fields.get("conversation"),
            fields.getOrDefault("model", ""),
            fields.getOrDefault("node", ""),
            Instant.parse(fields.getOrDefault("created", "")));
    return Optional.of(new Standing(info, read(fields.get(STATE))));
  }

  RunState state(String run) {
    return read(jedis.hget(key(run, "info"), STATE));
  }

  private static RunState read(@Nullable String wire) {
    return wire == null ? RunState.FAILED : RunState.ofWire(wire);
  }

  List<RunInfo> running(String owner) {
    var running = new ArrayList<RunInfo>();
    for (var run : jedis.smembers(owned(owner))) {
      if (jedis.exists(key(run, "lease"))) {
        find(run)
            .filter(it -> it.state() == RunState.RUNNING)
            .ifPresent(it -> running.add(it.info()));
      }
    }
    return running;
  }

  /** Runs whose nodes seem to be gone, a thousand of them at most. */
  List<String> overdue() {
    return jedis.eval(RedisScripts.OVERDUE, List.of(LEASES), List.of()) instanceof List<?> runs
        ? runs.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Ends the run if its node is gone; answers whether this call did. */
  boolean bury(RunInfo run, RunFrame.Failure error, Duration keep) {
    var arguments = List.of(run.id(), millis(keep), RunFrameWriter.data(error));
    return jedis.eval(RedisScripts.BURY, keys(run), arguments) instanceof Long buried
        && buried == 1;
  }

  /** Of an overdue run there is nothing any more. */
  void forget(String run) {
    jedis.zrem(LEASES, run);
  }

  void requestCancel(String run) {
    jedis.xadd(CONTROL, XAddParams.xAddParams().maxLen(CONTROL_LENGTH), Map.of(CANCEL, run));
  }

  /** The frames behind a number, at most so many. */
  List<NumberedFrame> frames(String run, long after, int atMost) {
    return jedis.xrange(frames(run), "(" + id(after), "+", atMost).stream()
        .map(RedisRuns::numbered)
        .toList();
  }

  /** The newest frame of a run. */
  Optional<NumberedFrame> newest(String run) {
    return jedis.xrevrange(frames(run), "+", "-", 1).stream().findFirst().map(RedisRuns::numbered);
  }

  static NumberedFrame numbered(StreamEntry entry) {
    return new NumberedFrame(entry.getID().getTime(), RunFrameReader.frame(frame(entry)));
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
