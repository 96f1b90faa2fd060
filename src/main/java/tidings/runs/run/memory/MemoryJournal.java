package tidings.runs.run.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tidings.runs.run.ErrorType;
import tidings.runs.run.JournalAppender;
import tidings.runs.run.NumberedFrame;
import tidings.runs.run.RunException;
import tidings.runs.run.RunFrame;
import tidings.runs.run.RunInfo;
import tidings.runs.run.RunState;

/** A journal in memory. The lock is held for a few instructions only. */
public final class MemoryJournal implements JournalAppender {

  /** Memory of a frame beyond its text, roughly. */
  private static final int FRAME_BYTES = 96;

  private final RunInfo info;
  private final long maxBytes;
  private final JournalMemoryBudget budget;
  private final Runnable onEnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Condition urgent = lock.newCondition();

  // Guarded by lock.
  private final ArrayList<NumberedFrame> frames = new ArrayList<>();
  private long newestUrgent;
  private long bytes;
  private RunState state = RunState.RUNNING;

  /**
   * @param maxBytes maximum size of the run's frames
   * @param budget budget of all runs, which retains the journal after its end
   * @param onEnd called once it is retained there
   */
  public MemoryJournal(RunInfo info, long maxBytes, JournalMemoryBudget budget, Runnable onEnd) {
    this.info = info;
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.onEnd = onEnd;
  }

  @Override
  public RunInfo info() {
    return info;
  }

  @Override
  public RunState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void append(RunFrame frame) {
    lock.lock();
    try {
      reserveBytes(size(frame));
      add(frame);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The first half of {@link #append}: reserves the frame's memory, so that {@link #put} cannot
   * fail.
   *
   * @throws RunException as {@link #append}
   */
  public void reserve(RunFrame frame) {
    lock.lock();
    try {
      reserveBytes(size(frame));
    } finally {
      lock.unlock();
    }
  }

  /** The other half: appends a frame whose memory is reserved. */
  public void put(RunFrame reserved) {
    lock.lock();
    try {
      add(reserved);
    } finally {
      lock.unlock();
    }
  }

  private void reserveBytes(int size) {
    if (state != RunState.RUNNING) {
      throw new IllegalStateException("the run has ended");
    }
    if (bytes + size > maxBytes) {
      throw full("the run wrote more than the " + maxBytes + " bytes allowed");
    }
    if (!budget.tryReserve(size)) {
      throw full("the journals of this node's runs have reached their limit");
    }
    bytes += size;
  }

  private static RunException full(String message) {
    return new RunException(ErrorType.EXECUTION_ERROR, message);
  }

  @Override
  public void end(RunState finalState, List<RunFrame> last) {
    long taken;
    long size;
    lock.lock();
    try {
      if (state != RunState.RUNNING) {
        throw new IllegalStateException("the run has ended");
      }
      state = finalState;
      taken = bytes;
      last.forEach(this::addLast);
      addLast(new RunFrame.Done());
      size = bytes;
      frames.trimToSize();
    } finally {
      lock.unlock();
    }
    budget.retain(this, taken, size);
    onEnd.run();
  }

  private void addLast(RunFrame frame) {
    bytes += size(frame);
    add(frame);
  }

  private void add(RunFrame frame) {
    frames.add(new NumberedFrame(frames.size() + 1L, frame));
    more.signalAll();
    if (!frame.isDelta()) {
      newestUrgent = frames.size();
      urgent.signalAll();
    }
  }

  /** The memory of a frame, roughly. */
  public static int size(RunFrame frame) {
    return FRAME_BYTES
        + switch (frame) {
          case RunFrame.Content content -> content.text().length();
          case RunFrame.Reasoning reasoning -> reasoning.text().length();
          case RunFrame.ToolCallDelta delta -> delta.arguments().length();
          case RunFrame.ToolResult result -> result.content().length();
          case RunFrame.UpstreamChunk passed -> passed.json().length();
          case RunFrame.GraphCompleted graph -> graph.finalResult().length();
          case RunFrame.Completion completion -> completion.message().length();
          case RunFrame.Incomplete incomplete -> incomplete.message().length();
          case RunFrame.Failure failure -> failure.message().length();
          case RunFrame.Started _,
              RunFrame.ConversationCreated _,
              RunFrame.Finished _,
              RunFrame.NodeStarted _,
              RunFrame.NodeEnded _,
              RunFrame.UsageTotal _,
              RunFrame.Done _ ->
              0;
        };
  }

  @Override
  public List<NumberedFrame> read(long after, int atMost, Duration wait)
      throws InterruptedException {
    long left = wait.toNanos();
    lock.lock();
    try {
      while (frames.size() <= after && state == RunState.RUNNING && left > 0) {
        left = more.awaitNanos(left);
      }
      int from = (int) Math.min(after, frames.size());
      return List.copyOf(frames.subList(from, Math.min(frames.size(), from + atMost)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitUrgent(long after, Duration wait) throws InterruptedException {
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
}
