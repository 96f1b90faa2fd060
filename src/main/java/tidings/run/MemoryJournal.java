package tidings.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A journal in memory. The lock is held for a few instructions only. */
final class MemoryJournal implements RunWriter {

  /** What a frame takes besides its text, roughly. */
  private static final int FRAME_BYTES = 96;

  private final RunInfo info;
  private final long maxBytes;
  private final Consumer<MemoryJournal> onEnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();

  // Guarded by lock.
  private final ArrayList<NumberedFrame> frames = new ArrayList<>();
  private long bytes;
  private RunState state = RunState.RUNNING;

  /**
   * @param maxBytes what the run may write
   * @param onEnd told once the last frame is in
   */
  MemoryJournal(RunInfo info, long maxBytes, Consumer<MemoryJournal> onEnd) {
    this.info = info;
    this.maxBytes = maxBytes;
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
    int size = size(frame);
    lock.lock();
    try {
      if (state != RunState.RUNNING) {
        throw new IllegalStateException("the run has ended");
      }
      if (bytes + size > maxBytes) {
        throw new RunException(
            ErrorType.EXECUTION_ERROR,
            "the run wrote more than the " + maxBytes + " bytes allowed");
      }
      add(frame, size);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end(RunState finalState, List<RunFrame> last) {
    lock.lock();
    try {
      if (state != RunState.RUNNING) {
        throw new IllegalStateException("the run has ended");
      }
      state = finalState;
      last.forEach(frame -> add(frame, size(frame)));
      add(new RunFrame.Done(), FRAME_BYTES);
      frames.trimToSize();
    } finally {
      lock.unlock();
    }
    onEnd.accept(this);
  }

  private void add(RunFrame frame, int size) {
    frames.add(new NumberedFrame(frames.size() + 1L, frame));
    bytes += size;
    more.signalAll();
  }

  private static int size(RunFrame frame) {
    return FRAME_BYTES
        + switch (frame) {
          case RunFrame.Content content -> content.text().length();
          case RunFrame.Reasoning reasoning -> reasoning.text().length();
          case RunFrame.ToolCallDelta delta -> delta.arguments().length();
          case RunFrame.ToolResult result -> result.content().length();
          case RunFrame.Passed passed -> passed.json().length();
          case RunFrame.GraphCompleted graph -> graph.finalResult().length();
          case RunFrame.Completion completion -> completion.message().length();
          case RunFrame.Incomplete incomplete -> incomplete.message().length();
          case RunFrame.Failure failure -> failure.message().length();
          case RunFrame.Started _,
              RunFrame.Finished _,
              RunFrame.NodeStarted _,
              RunFrame.NodeEnded _,
              RunFrame.UsageTotal _,
              RunFrame.Done _ ->
              0;
        };
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
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
}
