package tidings.it.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long this machine delayed a thread that had nothing to wait for: other users of the
 * processors, a garbage collection. A latency less the hiccup in it is the server's own.
 *
 * @see <a href="https://github.com/giltene/jHiccup">jHiccup, the origin of the method</a>
 */
public final class Hiccups implements AutoCloseable {

  private static final long TICK = Duration.ofMillis(1).toNanos();

  private final Thread ticker = Thread.ofPlatform().daemon().name("hiccups").start(this::tick);
  private volatile boolean closed;

  // Guarded by this.
  private long lastTick = System.nanoTime();
  private long longest;

  private void tick() {
    while (!closed) {
      LockSupport.parkNanos(TICK);
      synchronized (this) {
        longest = Math.max(longest, sinceTick());
        lastTick = System.nanoTime();
      }
    }
  }

  private long sinceTick() {
    return Math.max(0, System.nanoTime() - lastTick - TICK);
  }

  /** Begins a measurement. */
  public synchronized void begin() {
    longest = 0;
  }

  /** Nanoseconds of the longest hiccup since the measurement began. */
  public synchronized long longest() {
    return Math.max(longest, sinceTick());
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
  }
}
