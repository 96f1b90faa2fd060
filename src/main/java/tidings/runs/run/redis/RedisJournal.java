package tidings.runs.run.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;
import tidings.runs.run.ErrorType;
import tidings.runs.run.JournalAppender;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunFrameWriter;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunState;
import tidings.runs.run.memory.MemoryJournal;

/**
 * The journal of a run of this node: written to Redis first, then to memory. The lock is the run's
 * own: only concurrent writes of this run wait for Redis behind it.
 *
 * <p>After a write whose connection broke, it is unknown whether Redis has the frame. Then only the
 * end follows, which reports the failure and contains that frame: on every node a number is the
 * same frame.
 */
final class RedisJournal implements JournalAppender {

  private static final Logger LOG = Logger.getLogger(RedisJournal.class.getName());

  private final RedisRuns redis;
  private final MemoryJournal memory;
  private final Duration keep;
  private final Runnable onEnd;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private long last;
  private @Nullable RunFrame unsure;

  /** Its end, until it is stored in Redis. */
  private volatile @Nullable Ending pendingEnd;

  private record Ending(long from, RunState state, List<RunFrame> frames) {}

  /**
   * @param onEnd called once the end is in Redis
   */
  RedisJournal(RedisRuns redis, MemoryJournal memory, Duration keep, Runnable onEnd) {
    this.redis = redis;
    this.memory = memory;
    this.keep = keep;
    this.onEnd = onEnd;
  }

  @Override
  public RunInfo info() {
    return memory.info();
  }

  @Override
  public RunState state() {
    return memory.state();
  }

  @Override
  public void append(RunFrame frame) {
    lock.lock();
    try {
      if (unsure != null) {
        throw unwritable("a write before this one failed", null);
      }
      memory.reserve(frame); // a frame that does not fit into memory is not written to Redis
      write(frame);
      last++;
      memory.put(frame);
    } finally {
      lock.unlock();
    }
  }

  private void write(RunFrame frame) {
    try {
      runUninterrupted(() -> redis.append(info().id(), last + 1, RunFrameWriter.data(frame), keep));
    } catch (JedisException e) {
      unsure = frame;
      throw unwritable(String.valueOf(e.getMessage()), e);
    }
  }

  private static RunException unwritable(String why, @Nullable Throwable cause) {
    return new RunException(
        ErrorType.EXECUTION_ERROR, "the run's journal cannot be written: " + why, cause);
  }

  @Override
  public void end(RunState state, List<RunFrame> frames) {
    lock.lock();
    try {
      if (memory.state() != RunState.RUNNING) {
        throw new IllegalStateException("the run has ended");
      }
      var all = new ArrayList<RunFrame>();
      if (unsure != null) {
        all.add(unsure);
        memory.put(unsure);
      }
      all.addAll(frames);
      var ending = new Ending(last + 1, state, List.copyOf(all));
      try {
        runUninterrupted(() -> writeEnd(ending));
      } catch (JedisException e) {
        pendingEnd = ending;
        LOG.log(
            Level.WARNING,
            () ->
                "The end of run %s is not in Redis; it is written again with its lease: %s"
                    .formatted(info().id(), e.getMessage()));
      }
      memory.end(state, frames);
    } finally {
      lock.unlock();
    }
  }

  private void writeEnd(Ending ending) {
    redis.end(info(), ending.from(), ending.state(), ending.frames(), keep);
    pendingEnd = null;
    onEnd.run();
  }

  /**
   * Renews the lease of the run; or writes its end to Redis, if that is pending and no other node
   * has ended it meanwhile. On one thread at a time.
   *
   * @throws JedisException if Redis does not answer
   */
  void renew(Duration lease) {
    var ending = pendingEnd;
    if (ending != null) {
      writeEnd(ending);
    } else {
      redis.renew(info(), lease, keep);
    }
  }

  /**
   * Runs a write on a thread that is never interrupted: a cancelled run is interrupted, and that
   * would close the connection during a write.
   */
  private static void runUninterrupted(Runnable write) {
    var task = new FutureTask<@Nullable Void>(write, null);
    Thread.ofVirtual().start(task);
    boolean interrupted = false;
    try {
      while (awaitInterrupted(task)) {
        interrupted = true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for its end; returns whether it was interrupted instead. */
  private static boolean awaitInterrupted(FutureTask<@Nullable Void> task) {
    try {
      task.get();
      return false;
    } catch (InterruptedException e) {
      return true;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JedisException failed
          ? failed
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public List<NumberedFrame> read(long after, int atMost, Duration wait)
      throws InterruptedException {
    return memory.read(after, atMost, wait);
  }

  @Override
  public void awaitUrgent(long after, Duration wait) throws InterruptedException {
    memory.awaitUrgent(after, wait);
  }
}
