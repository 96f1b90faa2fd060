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
import tidings.ingress.Intake;
import tidings.ingress.Source;

/** Streams and channels of one Redis. What stops one of them stops no other. */
public final class RedisSource implements Source {

  private static final Logger LOG = Logger.getLogger(RedisSource.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final RedisSettings settings;
  private final RedisClient jedis;
  private final Troubles troubles;
  private final Losses losses = new Losses();
  private final List<LeaseKeeper> keepers = new ArrayList<>();
  private final List<Attempts> readers = new ArrayList<>();
  private final @Nullable ChannelReader channels;
  private final String process;
  private boolean closed; // guarded by this

  public RedisSource(RedisSettings settings, Intake intake) {
    this.settings = settings;
    jedis = Clients.open(settings);
    troubles = new Troubles(Clients.address(settings).toString());
    var random = ThreadLocalRandom.current().nextInt();
    process = settings.node() + "/" + HexFormat.of().toHexDigits(random);
    for (var stream : settings.streams()) {
      readers.add(reader(stream, intake).attempts());
    }
    channels = settings.channels().isEmpty() ? null : channels(intake);
  }

  private StreamReader reader(String stream, Intake intake) {
    var group = new StreamGroup(jedis, stream, settings);
    var turn = turn("stream " + stream, "stream:" + stream);
    return new StreamReader(stream, group, turn, intake, losses, settings, troubles);
  }

  private ChannelReader channels(Intake intake) {
    return new ChannelReader(turn("channels", "channels"), intake, losses, settings, troubles);
  }

  private Turn turn(String part, String name) {
    if (!settings.shared()) {
      return Turn.ALWAYS;
    }
    var key = "tidings:ingress:" + settings.group() + ":" + name;
    var lease = new Lease(jedis, key, process, settings.lease(), System::nanoTime);
    keepers.add(new LeaseKeeper(part, lease, settings, troubles));
    return lease;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public void start() {
    LOG.info(
        () ->
            "Events are taken from Redis at %s: streams %s, channels %s"
                .formatted(Clients.address(settings), settings.streams(), settings.channels()));
    keepers.forEach(LeaseKeeper::start);
    readers.forEach(Attempts::start);
    if (channels != null) {
      channels.start();
    }
  }

  @Override
  public Optional<String> trouble() {
    return troubles.now();
  }

  @Override
  public long taken() {
    return losses.taken();
  }

  @Override
  public Map<String, LongSupplier> lost() {
    var lost = new HashMap<String, LongSupplier>();
    for (var reason : Losses.Reason.values()) {
      lost.put(reason.label(), () -> losses.lost(reason));
    }
    return lost;
  }

  /** Lets what is being taken be taken, then leaves all to other nodes. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    troubles.close();
    keepers.forEach(LeaseKeeper::close);
    readers.forEach(Attempts::close);
    if (channels != null) {
      channels.close();
    }
    long end = System.nanoTime() + GOODBYE.toNanos();
    readers.forEach(reader -> reader.join(until(end)));
    if (channels != null) {
      channels.join(until(end));
    }
    keepers.forEach(keeper -> keeper.giveUp(Duration.ofMillis(500)));
    jedis.close();
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}
