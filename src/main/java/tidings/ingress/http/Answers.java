package tidings.ingress.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a publish stream, written in the order of their lines. A line takes a slot before
 * it is published; the number and the length of the lines without a written answer are limited, so
 * that a publisher that does not read its answers is not read either. Thread-safe; one virtual
 * thread at a time writes, and no lock is held meanwhile.
 */
final class Answers {

  private static final Logger LOG = Logger.getLogger(Answers.class.getName());

  /** Length of the answers of one write, about. */
  private static final int WRITE = 64 << 10;

  private static final byte[] NOTHING = {};

  private final PublishStreamSettings settings;
  private final Output output;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition hurry = lock.newCondition();
  private final ArrayDeque<Slot> waiting = new ArrayDeque<>();
  private int unanswered;
  private long unansweredBytes;
  private int writing;
  private long writingBytes;
  private boolean isGathering;
  private boolean isHeld;
  private boolean isWriting;
  private boolean isAwaited;
  private boolean isClosed;

  /** The response. */
  interface Output {

    /** Writes and flushes; may block until the server's write timeout. */
    void write(byte[] lines) throws IOException;
  }

  /** The position of one answer. */
  final class Slot {
    private final int length;
    private byte @Nullable [] answer;

    private Slot(int length) {
      this.length = length;
    }

    /** Sets the answer, with its line feed. */
    void complete(byte[] line) {
      boolean begins;
      lock.lock();
      try {
        answer = line;
        begins = beginWriting();
      } finally {
        lock.unlock();
      }
      if (begins) {
        startWriting();
      }
    }

    /** Leaves the answer out: the line is not taken. */
    void cancel() {
      complete(NOTHING);
    }
  }

  Answers(PublishStreamSettings settings, Output output) {
    this.settings = settings;
    this.output = output;
  }

  /** Sets whether answers are gathered for a moment before they are written together. */
  void gather(boolean isDense) {
    lock.lock();
    try {
      isGathering = isDense;
    } finally {
      lock.unlock();
    }
  }

  /** Writes nothing until {@link #release}: the lines of one block are answered together. */
  void hold() {
    lock.lock();
    try {
      isHeld = true;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is complete. To be called before the reading thread waits for anything. */
  void release() {
    boolean begins;
    lock.lock();
    try {
      isHeld = false;
      begins = beginWriting();
    } finally {
      lock.unlock();
    }
    if (begins) {
      startWriting();
    }
  }

  /**
   * Takes a slot for a line; waits while too many lines have no answer.
   *
   * @param length of the line
   * @return null if no more lines are taken
   */
  @Nullable Slot take(int length) {
    lock.lock();
    try {
      if (!fits(length)) {
        isHeld = false;
        if (beginWriting()) {
          startWriting();
        }
      }
      while (!isClosed && !fits(length)) {
        isAwaited = true;
        hurry.signal();
        changed.awaitUninterruptibly();
      }
      isAwaited = false;
      return isClosed ? null : add(length);
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(int length) {
    return unanswered == 0
        || (unanswered < settings.inFlight() && unansweredBytes + length <= settings.lineBytes());
  }

  private Slot add(int length) {
    var slot = new Slot(length);
    unanswered++;
    unansweredBytes += length;
    waiting.add(slot);
    return slot;
  }

  /**
   * Takes no more lines. Those taken are answered; then the last line follows.
   *
   * @param last with its line feed; empty for none
   * @return false if it was closed before
   */
  boolean close(byte[] last) {
    boolean begins;
    lock.lock();
    try {
      if (isClosed) {
        return false;
      }
      isClosed = true;
      isHeld = false;
      add(0).answer = last;
      begins = beginWriting();
      hurry.signal();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (begins) {
      startWriting();
    }
    return true;
  }

  boolean isClosed() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Number of lines without a written answer. */
  int unanswered() {
    lock.lock();
    try {
      return unanswered;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all answers of a closed stream are written, or none can be.
   *
   * @return false if that takes longer
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (isWriting || !waiting.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasNext() {
    var first = waiting.peek();
    return first != null && first.answer != null;
  }

  private boolean beginWriting() {
    boolean begins = !isWriting && !isHeld && hasNext();
    isWriting |= begins;
    return begins;
  }

  private void startWriting() {
    Thread.ofVirtual().name("tidings-answers").start(this::write);
  }

  private void write() {
    try {
      var lines = new ByteArrayOutputStream();
      while (next(lines)) {
        if (lines.size() > 0) {
          output.write(lines.toByteArray());
          lines.reset();
        }
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "A publisher has disconnected, or does not read its answers", e);
      abandon();
    } catch (RuntimeException | InterruptedException e) {
      LOG.log(Level.WARNING, "Writing answers failed; the publish stream is ended", e);
      abandon();
    }
  }

  /** Collects answers once those collected before are written; false if there are none. */
  private boolean next(ByteArrayOutputStream lines) throws InterruptedException {
    lock.lock();
    try {
      unanswered -= writing;
      unansweredBytes -= writingBytes;
      writing = 0;
      writingBytes = 0;
      changed.signalAll();
      isWriting = hasNext(); // what is held is written with what was written before
      if (isWriting) {
        gather();
        collect(lines);
      }
      return isWriting;
    } finally {
      lock.unlock();
    }
  }

  private void gather() throws InterruptedException {
    long left = ReadPace.PAUSE.toNanos();
    while (isGathering && !isAwaited && !isClosed && left > 0) {
      left = hurry.awaitNanos(left);
    }
  }

  private void collect(ByteArrayOutputStream lines) {
    for (var slot = waiting.peek();
        slot != null && slot.answer != null && lines.size() < WRITE;
        slot = waiting.peek()) {
      lines.writeBytes(slot.answer);
      writing++;
      writingBytes += slot.length;
      waiting.remove();
    }
  }

  private void abandon() {
    lock.lock();
    try {
      isClosed = true;
      isWriting = false;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
