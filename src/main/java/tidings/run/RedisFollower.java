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
  private boolean away; // of the thread alone

  RedisFollower(RedisRuns redis, RunSettings settings) {
    this.redis = redis;
    this.settings = settings;
    thread = Thread.ofVirtual().name("tidings-runs").unstarted(this::follow);
  }

  /** A run of another node, as far as it is known here. */
  private static final class Followed implements RunJournal {
    final MemoryJournal copy;
    volatile long readNanos = System.nanoTime();

    // Guarded by this.
    private StreamEntryID place = new StreamEntryID(0, 0);

    Followed(RunInfo info) {
      // What another node let in is not refused here.
      copy = new MemoryJournal(info, Long.MAX_VALUE, _ -> {});
    }

    synchronized StreamEntryID place() {
      return place;
    }

    /**
     * Takes in what is new of it: two may have read the same.
     *
     * @param state the run's, of a time after the entries were read
     */
    synchronized void add(List<StreamEntry> entries, RunState state) {
      for (var entry : entries) {
        if (entry.getID().compareTo(place) <= 0) {
          continue;
        }
        place = entry.getID();
        var frame = RunFrameReader.frame(RedisRuns.frame(entry));
        if (frame instanceof RunFrame.Done) {
          copy.end(state, List.of());
        } else {
          copy.append(frame);
        }
      }
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
    var info = redis.info(run);
    if (info.isEmpty()) {
      return Optional.empty();
    }
    // First all that is there, on the thread of who asks; then what comes, on the follower's.
    var journal = new Followed(info.get());
    List<StreamEntry> entries;
    do {
      entries = redis.after(run, journal.place(), BATCH);
      journal.add(entries, redis.state(run)); // asked after them: the end is told there first
    } while (entries.size() == BATCH);
    var other = followed.putIfAbsent(run, journal);
    return Optional.of(other == null ? journal : other);
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
        if (away) {
          away = false;
          LOG.info("Redis answers again, runs of other nodes go on");
        }
        if (System.nanoTime() - checked > PAUSE.toNanos()) {
          checked = System.nanoTime();
          followed.values().forEach(this::check);
        }
      } catch (JedisException e) {
        if (closed) {
          return;
        }
        if (!away) {
          away = true;
          LOG.log(
              Level.WARNING,
              () -> "Redis does not answer, runs of other nodes stand still: " + e.getMessage());
        }
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
            places.put(RedisRuns.frames(run), journal.place());
          }
        });
    var came = redis.read(places, BATCH, WAIT);
    followed.forEach(
        (run, journal) -> {
          var entries = came.getOrDefault(RedisRuns.frames(run), List.of());
          if (!entries.isEmpty()) {
            journal.add(entries, redis.state(run));
          }
        });
    var requests = came.getOrDefault(RedisRuns.CONTROL, List.of());
    requests.forEach(request -> onCancel.accept(RedisRuns.cancelled(request)));
    return requests.isEmpty() ? control : requests.getLast().getID();
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
