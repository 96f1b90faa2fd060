package tidings.ingress.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import tidings.ingress.Ingestor;
import tidings.ingress.Source;

/** Streams and channels of one Redis. A failure of one of them affects no other. */
public final class RedisSource implements Source {

  private static final Logger LOG = Logger.getLogger(RedisSource.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final RedisSettings settings;
  private final Ingestor ingestor;
  private final RedisClient jedis;
  private final SourceFaults faults;
  private final LossCounters losses = new LossCounters();
  private final List<LeaseKeeper> keepers = new ArrayList<>();
  private final List<StreamReader> readers = new ArrayList<>();
  private final @Nullable ChannelReader channels;
  private final String process;
  private boolean closed; // guarded by this

  public RedisSource(RedisSettings settings, Ingestor ingestor) {
    this.settings = settings;
    this.ingestor = ingestor;
    jedis = Clients.open(settings);
    faults = new SourceFaults(settings.server().address().toString());
    var random = ThreadLocalRandom.current().nextInt();
    process = settings.node().name() + "/" + HexFormat.of().toHexDigits(random);
    settings.inputs().streams().forEach(stream -> readers.add(reader(stream)));
    channels = settings.inputs().channels().isEmpty() ? null : channels();
  }

  /** One node of a group at a time, even with a log of its own: a group is read in order. */
  private StreamReader reader(String stream) {
    var group = new StreamGroup(jedis, stream, settings);
    var turn = leadership("stream " + stream, "stream:" + stream);
    return new StreamReader(stream, group, turn, ingestor, losses, settings, faults);
  }

  /** All subscribers receive a message: each takes it for its own log. */
  private ChannelReader channels() {
    var turn = settings.node().shared() ? leadership("channels", "channels") : Leadership.ALWAYS;
    return new ChannelReader(turn, ingestor, losses, settings, faults);
  }

  private Leadership leadership(String part, String name) {
    var space = "tidings:ingress:" + settings.inputs().group() + ":";
    var lease = new Lease(jedis, space, name, process, settings.node().lease(), System::nanoTime);
    keepers.add(new LeaseKeeper(part, lease, settings, this::logTakes, faults));
    return lease;
  }

  private boolean logTakes() {
    return ingestor.error().isEmpty() && !faults.stops(SourceFault.Common.LOG);
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public void start() {
    LOG.info(
        () ->
            "Events are read from Redis at %s: streams %s, channels %s"
                .formatted(
                    settings.server().address(),
                    settings.inputs().streams(),
                    settings.inputs().channels()));
    keepers.forEach(LeaseKeeper::start);
    readers.forEach(reader -> reader.attempts().start());
    if (channels != null) {
      channels.start();
    }
  }

  @Override
  public Optional<String> error() {
    return faults.now();
  }

  @Override
  public Map<String, String> faults() {
    return faults.faults();
  }

  @Override
  public Map<String, LongSupplier> waitingIn() {
    var waiting = new HashMap<String, LongSupplier>();
    readers.forEach(reader -> waiting.put("stream " + reader.stream(), reader::waiting));
    if (channels != null) {
      waiting.put("channels", channels::waiting);
    }
    return waiting;
  }

  @Override
  public long ingested() {
    return losses.ingested();
  }

  @Override
  public Map<String, LongSupplier> lost() {
    var lost = new HashMap<String, LongSupplier>();
    for (var reason : LossCounters.Reason.values()) {
      lost.put(reason.label(), () -> losses.lost(reason));
    }
    return lost;
  }

  /** Waits for the inputs in progress, then leaves all to other nodes. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    faults.close();
    keepers.forEach(LeaseKeeper::close);
    readers.forEach(reader -> reader.attempts().close());
    if (channels != null) {
      channels.close();
    }
    long end = System.nanoTime() + GOODBYE.toNanos();
    readers.forEach(reader -> reader.attempts().join(until(end)));
    if (channels != null) {
      channels.join(until(end));
    }
    keepers.forEach(keeper -> keeper.release(Duration.ofMillis(500)));
    jedis.close();
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
