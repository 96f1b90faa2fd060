package tidings.push.connection;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets streams that were just written to wait for their next write, so that the events of the
 * meantime leave in one. A wheel of ticks, turned by one thread for all streams of a node: it
 * starts the drains that are due, and sleeps while no stream waits. Thread-safe.
 *
 * <p>A stream enters the wheel without an allocation. The lock is held for a few instructions, and
 * nothing else is locked under it.
 */
public final class WritePacer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WritePacer.class.getName());

  /** Ticks of a pause: a stream waits longer than its pause by one tick at the most. */
  private static final int TICKS = 8;

  /** A power of two, larger than the ticks of a pause. */
  private static final int SLOTS = 16;

  private static final long NEVER = Long.MAX_VALUE;

  private final long pauseNanos;
  private final long tickNanos;
  private final LongSupplier clock;
  private final long beginNanos;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;

  // Guarded by this.
  private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
  private int waiting;

  /** The last tick that was run. */
  private long done;

  /** The tick at which the thread wakes. Smallest value: it is awake, and looks again. */
  private long wakesAt = NEVER;

  /** One stream. It is in the wheel once at the most. */
  abstract static class Entry {

    // Guarded by the pacer's lock, or of its thread alone.
    private @Nullable Entry next;

    /** The end of the wait. May not block. */
    abstract void endPause();
  }

  /**
   * @param pause smallest time between two writes to a stream; zero: none
   */
  public WritePacer(Duration pause) {
    this(pause, System::nanoTime);
  }

  WritePacer(Duration pause, LongSupplier clock) {
    this.clock = clock;
    pauseNanos = pause.toNanos();
    tickNanos = Math.max(1, pauseNanos / TICKS);
    beginNanos = clock.getAsLong();
  }

  /** Starts the thread. Without it a test turns the wheel, by {@link #runDue}. */
  public WritePacer start() {
    if (isOn() && thread == null) {
      thread = Thread.ofPlatform().name("tidings-pacer").daemon().start(this::turn);
    }
    return this;
  }

  boolean isOn() {
    return pauseNanos > 0 && !closed;
  }

  Duration pause() {
    return Duration.ofNanos(pauseNanos);
  }

  /** When the next write to a stream may follow one of this moment. */
  long pauseEnd() {
    return clock.getAsLong() + pauseNanos;
  }

  /** Whether this {@link #pauseEnd} is still to come. */
  boolean isAhead(long pauseEnd) {
    return isOn() && clock.getAsLong() - pauseEnd < 0;
  }

  /** Calls {@link Entry#endPause} at the first tick that is not before this time. */
  void add(Entry entry, long pauseEnd) {
    if (tryAdd(entry, pauseEnd)) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether the thread must be woken. */
  private boolean tryAdd(Entry entry, long pauseEnd) {
    synchronized (this) {
      if (!closed) {
        if (waiting++ == 0) {
          done = Math.max(done, currentTick());
        }
        long tick = Math.max(done + 1, Math.ceilDiv(pauseEnd - beginNanos, tickNanos));
        int slot = slot(tick);
        entry.next = slots[slot];
        slots[slot] = entry;
        boolean wakes = tick < wakesAt;
        if (wakes) {
          wakesAt = tick;
        }
        return wakes;
      }
    }
    end(entry);
    return false;
  }

  private static int slot(long tick) {
    return (int) tick & (SLOTS - 1);
  }

  private long currentTick() {
    return Math.floorDiv(clock.getAsLong() - beginNanos, tickNanos);
  }

  private void turn() {
    while (!closed) {
      runDue();
      long nanos = nanosToNext();
      if (nanos == NEVER) {
        LockSupport.park(this);
      } else if (nanos > 0) {
        LockSupport.parkNanos(this, nanos);
      }
    }
  }

  /** Ends the pauses of all streams that are due. */
  void runDue() {
    for (Entry first; (first = nextDue()) != null; ) {
      endAll(first);
    }
  }

  /** The streams of the next tick that is due, as a list; null: there is none. */
  private synchronized @Nullable Entry nextDue() {
    wakesAt = Long.MIN_VALUE;
    long now = currentTick();
    while (waiting > 0 && done < now) {
      done++;
      int slot = slot(done);
      var first = slots[slot];
      if (first != null) {
        slots[slot] = null;
        for (var entry = first; entry != null; entry = entry.next) {
          waiting--;
        }
        return first;
      }
    }
    return null;
  }

  private static void endAll(@Nullable Entry first) {
    for (var entry = first; entry != null; ) {
      var next = entry.next;
      entry.next = null;
      end(entry);
      entry = next;
    }
  }

  /** The failure of one stream does not affect the others, nor the thread. */
  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private static void end(Entry entry) {
    try {
      entry.endPause();
    } catch (Throwable e) {
      LOG.log(Level.SEVERE, "A stream could not be written to after its pause", e);
    }
  }

  private synchronized long nanosToNext() {
    wakesAt = NEVER;
    for (long tick = done + 1; waiting > 0 && tick <= done + SLOTS; tick++) {
      if (slots[slot(tick)] != null) {
        wakesAt = tick;
        return beginNanos + tick * tickNanos - clock.getAsLong();
      }
    }
    return NEVER;
  }

  /** Ends all pauses, and lets no stream wait from now on. */
  @Override
  public void close() {
    closed = true;
    var all = new @Nullable Entry[SLOTS];
    synchronized (this) {
      System.arraycopy(slots, 0, all, 0, SLOTS);
      Arrays.fill(slots, null);
      waiting = 0;
    }
    for (var first : all) {
      endAll(first);
    }
    LockSupport.unpark(thread);
  }
}
