package tidings.runs.run.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournals;
import tidings.runs.run.RunSettings;
import tidings.runs.run.RunState;

/**
 * Follows the runs of other nodes that are watched on this one, all over one connection. Receives
 * requests to cancel runs of this node, and ends runs whose node has failed. Thread-safe.
 */
final class RedisFollower implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RedisFollower.class.getName());
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration CHECKED_EVERY = Duration.ofSeconds(1);
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(1));
  private static final Duration UNWATCHED = Duration.ofMinutes(2);
  private static final int BATCH = 1000;
  private static final RunFrame.Failure DEAD =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the node of this run has failed");

  private final RedisRuns redis;
  private final RunSettings settings;
  private final Predicate<String> isOwn;
  private final RunJournals.Listener listener;
  private final ConcurrentHashMap<String, RemoteRunCache> followed = new ConcurrentHashMap<>();
  private final Thread thread;
  private final CloseSignal closing = new CloseSignal();

  // Confined to the thread.
  private boolean unreachable;
  private long orphansFromNanos = System.nanoTime();

  /**
   * @param isOwn runs of this node, which is alive
   * @param listener receives runs to be cancelled, and runs whose node has failed
   */
  RedisFollower(
      RedisRuns redis,
      RunSettings settings,
      Predicate<String> isOwn,
      RunJournals.Listener listener) {
    this.redis = redis;
    this.settings = settings;
    this.isOwn = isOwn;
    this.listener = listener;
    thread = Thread.ofPlatform().name("tidings-runs").daemon().unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  /** A run that has not ended; call {@link RemoteRunCache#removeReader} after the read. */
  RemoteRunCache follow(String run) {
    var known = followed.computeIfPresent(run, (_, it) -> withReader(it));
    if (known != null) {
      return known;
    }
    var newest = redis.newest(run);
    var found = new RemoteRunCache(redis, run, newest.map(NumberedFrame::number).orElse(0L));
    if (newest.isPresent() && newest.get().frame() instanceof RunFrame.Done) {
      found.add(List.of(newest.get()), () -> redis.state(run));
      return withReader(found); // no run to follow
    }
    return followed.merge(run, withReader(found), (other, _) -> withReader(other));
  }

  private static RemoteRunCache withReader(RemoteRunCache run) {
    run.addReader();
    return run;
  }

  private void follow() {
    StreamEntryID control = null;
    long looked = System.nanoTime();
    var backOff = RETRY.backOff();
    while (!closing.isClosed()) {
      try {
        if (control == null) {
          control = redis.controlEnd();
        }
        control = round(control);
        if (unreachable) {
          resumeAfterOutage();
        }
        if (System.nanoTime() - looked > CHECKED_EVERY.toNanos()) {
          looked = System.nanoTime();
          followed.keySet().forEach(this::remove);
          if (looked - orphansFromNanos >= 0) {
            endOrphans();
          }
        }
      } catch (JedisException e) {
        if (closing.isClosed()) {
          return;
        }
        if (!unreachable) {
          unreachable = true;
          LOG.log(
              Level.WARNING,
              () -> "Redis does not answer, runs of other nodes are stale: " + e.getMessage());
        }
        if (!closing.pause(backOff.next())) {
          return;
        }
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, e, () -> "Following runs of other nodes failed; it is retried");
        if (!closing.pause(backOff.next())) {
          return;
        }
      }
    }
  }

  /**
   * Ends the watching of runs that Redis has lost, and gives nodes time to renew leases that may
   * have expired while Redis did not answer.
   */
  private void resumeAfterOutage() {
    for (var run : followed.entrySet()) {
      if (redis.find(run.getKey()).isEmpty()) {
        run.getValue().fail();
      }
    }
    unreachable = false;
    orphansFromNanos = System.nanoTime() + settings.lease().toNanos();
    LOG.info("Redis answers again, runs of other nodes are updated");
  }

  private StreamEntryID round(StreamEntryID control) {
    var positions = new HashMap<String, StreamEntryID>();
    positions.put(RedisRuns.CONTROL, control);
    followed.forEach((run, it) -> positions.put(RedisRuns.frames(run), it.lastId()));
    var received = redis.read(positions, BATCH, WAIT);
    followed.forEach(
        (run, it) -> {
          var frames = received.getOrDefault(RedisRuns.frames(run), List.of());
          it.add(frames.stream().map(RedisRuns::numbered).toList(), () -> redis.state(run));
        });
    var requests = received.getOrDefault(RedisRuns.CONTROL, List.of());
    requests.forEach(request -> listener.cancel(RedisRuns.cancelled(request)));
    return requests.isEmpty() ? control : requests.getLast().getID();
  }

  /** Removes a run that has ended or is no longer watched. A later read finds it again. */
  private void remove(String run) {
    followed.computeIfPresent(
        run, (_, it) -> it.state() != RunState.RUNNING || it.isUnwatched(UNWATCHED) ? null : it);
  }

  /** Ends runs whose node has failed; other nodes try the same, and one of them succeeds. */
  private void endOrphans() {
    for (var run : redis.overdue()) {
      if (isOwn.test(run)) {
        continue;
      }
      var found = redis.find(run);
      if (found.isEmpty()) {
        redis.forget(run);
      } else if (redis.endOrphan(found.get().info(), DEAD, settings.retention())) {
        LOG.warning(
            () ->
                "Node %s has failed, and with it its run %s; the run's watchers receive an error"
                    .formatted(found.get().info().node(), run));
        listener.onLost(found.get().info());
      }
    }
  }

  @Override
  public void close() {
    closing.close();
    thread.interrupt();
  }
}
