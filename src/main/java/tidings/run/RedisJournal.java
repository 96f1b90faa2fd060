package tidings.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The journal of a run of this node: in Redis first, then in memory. The lock is the run's own:
 * only what this run writes at once waits for Redis behind it.
 */
final class RedisJournal implements RunWriter {

  private static final Logger LOG = Logger.getLogger(RedisJournal.class.getName());

  private final RedisRuns redis;
  private final RunWriter memory;
  private final Duration keep;
  private final Runnable onEnd;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private long last;

  RedisJournal(RedisRuns redis, RunWriter memory, Duration keep, Runnable onEnd) {
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
      apart(() -> redis.append(info().id(), last + 1, RunFrameWriter.data(frame)));
      last++;
      memory.append(frame);
    } catch (JedisException e) {
      throw new RunException(
          ErrorType.EXECUTION_ERROR, "the run's journal cannot be written: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end(RunState state, List<RunFrame> frames) {
    lock.lock();
    try {
      apart(() -> redis.end(info(), last + 1, state, frames, keep));
    } catch (JedisException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The end of run %s is not in Redis; on other nodes it ends with its lease: %s"
                  .formatted(info().id(), e.getMessage()));
    } finally {
      lock.unlock();
    }
    memory.end(state, frames);
    onEnd.run();
  }

  /**
   * Writes on a thread that nobody interrupts: a run that is cancelled is interrupted, and that
   * would close the connection in the midst of a write.
   */
  private static void apart(Runnable write) {
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

  /** Waits for its end; answers whether it was interrupted instead. */
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
}
