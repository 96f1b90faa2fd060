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
 * The data of runs in Redis, and its commands. For a run {@code r}: a hash {@code
 * tidings:run:{r}:info}, a stream {@code …:frames} with the frame's number as id, and {@code
 * …:lease}, which exists while its node is alive. A run has ended when its last frame is {@code
 * [DONE]}; the state in its info changes with that. All methods throw {@link
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

  /** Opens connections on demand. */
  public static RedisRuns at(RedisServer server) {
    return at(server, TIMEOUT);
  }

  /**
   * @param timeout maximum time without an answer from Redis; also for reads that wait for frames,
   *     for which Jedis would wait forever
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

  private static String ownerKey(String owner) {
    return "tidings:runs:of:" + owner;
  }

  /** In the order of {@link RedisScripts}. */
  private static List<String> keys(RunInfo run) {
    var id = run.id();
    return List.of(key(id, "info"), frames(id), key(id, "lease"), LEASES, ownerKey(run.owner()));
  }

  /** The state of a run. */
  record Snapshot(RunInfo info, RunState state) {}

  /** Begins a run; false if there is one with its id. */
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
    return jedis.eval(RedisScripts.BEGIN, keys(info), arguments) instanceof Long created
        && created == 1;
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  /** Renews the lease of a run, and the retention of its data. */
  public void renew(RunInfo run, Duration lease, Duration keep) {
    jedis.eval(RedisScripts.RENEW, keys(run), List.of(run.id(), millis(lease), millis(keep)));
  }

  /**
   * Appends a frame. If the connection breaks, the write is repeated once, and no frame is
   * duplicated.
   *
   * @param keep how long the run is retained if no node renews its lease
   */
  public void append(String run, long number, String data, Duration keep) {
    try {
      add(run, number, data, keep);
    } catch (JedisConnectionException broken) {
      try {
        add(run, number, data, keep);
      } catch (JedisDataException refused) {
        if (!isStored(run, number, data)) {
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

  private boolean isStored(String run, long number, String data) {
    var id = id(number);
    return jedis.xrange(frames(run), id, id).stream().anyMatch(it -> frame(it).equals(data));
  }

  /**
   * Ends a run that has not ended, with {@code [DONE]} behind its last frames. May be repeated.
   *
   * @param from number of the first of them
   * @param last frames that are already stored are not written again
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

  /** The state of a run; empty if it is unknown, or no longer stored. */
  Optional<Snapshot> find(String run) {
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
    return Optional.of(new Snapshot(info, read(fields.get(STATE))));
  }

  RunState state(String run) {
    return read(jedis.hget(key(run, "info"), STATE));
  }

  private static RunState read(@Nullable String wire) {
    return wire == null ? RunState.FAILED : RunState.ofWire(wire);
  }

  List<RunInfo> running(String owner) {
    var running = new ArrayList<RunInfo>();
    for (var run : jedis.smembers(ownerKey(owner))) {
      if (jedis.exists(key(run, "lease"))) {
        find(run)
            .filter(it -> it.state() == RunState.RUNNING)
            .ifPresent(it -> running.add(it.info()));
      }
    }
    return running;
  }

  /** Runs whose nodes seem to have failed, a thousand of them at most. */
  List<String> overdue() {
    return jedis.eval(RedisScripts.OVERDUE, List.of(LEASES), List.of()) instanceof List<?> runs
        ? runs.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Ends the run if its node has failed; returns whether this call did. */
  boolean endOrphan(RunInfo run, RunFrame.Failure error, Duration keep) {
    var arguments = List.of(run.id(), millis(keep), RunFrameWriter.data(error));
    return jedis.eval(RedisScripts.END_ORPHAN, keys(run), arguments) instanceof Long buried
        && buried == 1;
  }

  /** Removes an overdue run that has no data left. */
  void forget(String run) {
    jedis.zrem(LEASES, run);
  }

  void requestCancel(String run) {
    jedis.xadd(CONTROL, XAddParams.xAddParams().maxLen(CONTROL_LENGTH), Map.of(CANCEL, run));
  }

  /** The frames after a number, at most this many. */
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

  /** Id of the newest request. */
  StreamEntryID controlEnd() {
    var newest = jedis.xrevrange(CONTROL, "+", "-", 1);
    return newest.isEmpty() ? new StreamEntryID(0, 0) : newest.getFirst().getID();
  }

  /** New entries of streams after these ids, as soon as there are any. */
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
