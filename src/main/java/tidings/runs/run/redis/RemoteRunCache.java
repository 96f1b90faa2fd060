package tidings.runs.run.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import redis.clients.jedis.StreamEntryID;
import tidings.runs.run.ErrorType;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunJournal;
import tidings.runs.run.RunState;
import tidings.runs.run.memory.MemoryJournal;

/**
 * A run of another node while a client watches it here: its state, and its newest frames. Older
 * frames are read from Redis by the watcher itself, so no more than {@link #TAIL_BYTES} of a run
 * are in memory, even for a long run and a slow watcher. The lock is held for a few instructions
 * only.
 */
final class RemoteRunCache {

  /** Roughly characters, as in a journal. */
  static final int TAIL_BYTES = 64 << 10;

  private static final RunFrame.Failure GONE =
      new RunFrame.Failure(ErrorType.EXECUTION_ERROR, "the run's journal no longer exists");

  private final RedisRuns redis;
  private final String run;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Condition urgent = lock.newCondition();

  private final AtomicInteger watchers = new AtomicInteger();
  private volatile long leftNanos = System.nanoTime();

  // Guarded by lock.
  private final ArrayList<NumberedFrame> tail = new ArrayList<>();
  private long tailBytes;
  private long newest;
  private long newestUrgent;
  private RunState state = RunState.RUNNING;

  /**
   * @param newest number of the newest frame; 0: none
   */
  RemoteRunCache(RedisRuns redis, String run, long newest) {
    this.redis = redis;
    this.run = run;
    this.newest = newest;
  }

  /** Counts a reader, until {@link #removeReader}. */
  void addReader() {
    watchers.incrementAndGet();
  }

  void removeReader() {
    leftNanos = System.nanoTime();
    watchers.decrementAndGet();
  }

  /** Whether it has had no reader for this long. */
  boolean isUnwatched(Duration since) {
    return watchers.get() == 0 && System.nanoTime() - leftNanos > since.toNanos();
  }

  RunState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** The id in the stream after which no frame is known. */
  StreamEntryID lastId() {
    lock.lock();
    try {
      return new StreamEntryID(newest, 0);
    } finally {
      lock.unlock();
    }
  }

  /** Like {@link RunJournal#read}, but it throws what Redis throws. */
  List<NumberedFrame> read(long after, int atMost, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lock();
    try {
      while (newest <= after && state == RunState.RUNNING && left > 0) {
        left = more.awaitNanos(left);
      }
      if (newest <= after) {
        return List.of();
      }
      long missing = newest - tail.size() - after;
      if (missing <= 0) {
        int from = (int) -missing;
        return List.copyOf(tail.subList(from, Math.min(tail.size(), from + atMost)));
      }
    } finally {
      lock.unlock();
    }
    return redis.frames(run, after, atMost);
  }

  /** Like {@link RunJournal#awaitUrgent}. */
  void awaitUrgent(long after, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lock();
    try {
      while (newestUrgent <= after && state == RunState.RUNNING && left > 0) {
        left = urgent.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds new frames.
   *
   * @param frames after {@link #lastId}
   * @param ended called for the state if the run's last frame is among them
   */
  void add(List<NumberedFrame> frames, Supplier<RunState> ended) {
    if (frames.isEmpty()) {
      return;
    }
    var now = frames.getLast().frame() instanceof RunFrame.Done ? ended.get() : RunState.RUNNING;
    lock.lock();
    try {
      frames.forEach(this::add);
      state = now;
      more.signalAll();
      urgent.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(NumberedFrame frame) {
    newest = frame.number();
    newestUrgent = frame.frame().isDelta() ? newestUrgent : newest;
    tail.add(frame);
    tailBytes += MemoryJournal.size(frame.frame());
    if (tailBytes > TAIL_BYTES) {
      var older = tail.subList(0, (tail.size() + 1) / 2);
      older.forEach(one -> tailBytes -= MemoryJournal.size(one.frame()));
      older.clear();
    }
  }

  /** Handles a run that is no longer in Redis: its watchers receive an error. */
  void fail() {
    long last = lastId().getTime();
    add(
        List.of(
            new NumberedFrame(last + 1, GONE), new NumberedFrame(last + 2, new RunFrame.Done())),
        () -> RunState.FAILED);
  }
}
