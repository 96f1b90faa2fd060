package tidings.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Follows the runs of other nodes that are watched on this one, all over one connection, and hears
 * what is to be cancelled here. Thread-safe.
 */
final class RedisFollower implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisFollower.class.getName());
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration UNWATCHED = Duration.ofMinutes(2);
  private static final int BATCH = 1000;
  private static final RunFrame.Failure DEAD =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the node that ran this is gone");

  private final RedisRuns redis;
  private final RunSettings settings;
  private final ConcurrentHashMap<String, Followed> followed = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile Consumer<String> onCancel = _ -> {};
  private volatile boolean closed;

  RedisFollower(RedisRuns redis, RunSettings settings) {
    this.redis = redis;
    this.settings = settings;
    thread = Thread.ofVirtual().name("tidings-runs").unstarted(this::follow);
  }

  /** A run of another node, as far as it is known here. */
  private static final class Followed implements RunJournal {
    final MemoryJournal copy;
    volatile long readNanos = System.nanoTime();

    // Of the follower's thread.
    StreamEntryID place = new StreamEntryID(0, 0);

    Followed(RunInfo info) {
      // What another node let in is not refused here.
      copy = new MemoryJournal(info, Long.MAX_VALUE, _ -> {});
    }

    @Override
    public RunInfo info() {
      return copy.info();
    }

    @Override
    public RunState state() {
      return copy.state();
    }

    @Override
    public void append(RunFrame frame) {
      throw new UnsupportedOperationException("the run is another node's");
    }

    @Override
    public void end(RunState state, List<RunFrame> last) {
      throw new UnsupportedOperationException("the run is another node's");
    }

    @Override
    public List<NumberedFrame> read(long after, int atMost, Duration wait)
        throws InterruptedException {
      readNanos = System.nanoTime();
      try {
        return copy.read(after, atMost, wait);
      } finally {
        readNanos = System.nanoTime();
      }
    }
  }

  void start() {
    thread.start();
  }

  void onCancelRequest(Consumer<String> listener) {
    onCancel = listener;
  }

  /** The journal of a run that another node has or had. */
  Optional<RunJournal> follow(String run) {
    var known = followed.get(run);
    if (known != null) {
      return Optional.of(known);
    }
    return redis.info(run).map(info -> followed.computeIfAbsent(run, _ -> new Followed(info)));
  }

  private void follow() {
    StreamEntryID control = null;
    long checked = System.nanoTime();
    while (!closed) {
      try {
        if (control == null) {
          control = redis.controlEnd();
        }
        control = round(control);
        if (System.nanoTime() - checked > PAUSE.toNanos()) {
          checked = System.nanoTime();
          followed.values().forEach(this::check);
        }
      } catch (JedisException e) {
        if (closed) {
          return;
        }
        LOG.log(
            Level.WARNING,
            () -> "Redis does not answer, runs of other nodes stand still: " + e.getMessage());
        pause();
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, e, () -> "Following runs of other nodes failed; it goes on");
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private StreamEntryID round(StreamEntryID control) {
    var places = new HashMap<String, StreamEntryID>();
    places.put(RedisRuns.CONTROL, control);
    followed.forEach(
        (run, journal) -> {
          if (journal.state() == RunState.RUNNING) {
            places.put(RedisRuns.frames(run), journal.place);
          }
        });
    var came = redis.read(places, BATCH, WAIT);
    followed.forEach(
        (run, journal) -> add(journal, came.getOrDefault(RedisRuns.frames(run), List.of())));
    var requests = came.getOrDefault(RedisRuns.CONTROL, List.of());
    requests.forEach(request -> onCancel.accept(RedisRuns.cancelled(request)));
    return requests.isEmpty() ? control : requests.getLast().getID();
  }

  private void add(Followed journal, List<StreamEntry> entries) {
    for (var entry : entries) {
      journal.place = entry.getID();
      var frame = RunFrameReader.frame(RedisRuns.frame(entry));
      if (frame instanceof RunFrame.Done) {
        journal.copy.end(redis.state(journal.info().id()), List.of());
      } else {
        journal.copy.append(frame);
      }
    }
  }

  /** Lets go of what nobody watches, and ends what has lost its node. */
  private void check(Followed journal) {
    var run = journal.info().id();
    boolean waits = System.nanoTime() - journal.readNanos > UNWATCHED.toNanos();
    if (waits) {
      followed.remove(run, journal);
    } else if (journal.state() == RunState.RUNNING
        && redis.bury(run, RunFrameWriter.data(DEAD), settings.keep())) {
      LOG.warning(() -> "The node of run " + run + " is gone: its watchers are told");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
