package tidings.ingress.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Repeats one task on a platform thread of its own, after any failure too, until it is closed.
 * After a failure it pauses, for twice as long as the last time and up to a limit, less a random
 * part of up to a half, so that nodes do not retry together.
 */
final class RetryLoop implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** The task: it returns to be called again. */
  @FunctionalInterface
  interface Round {
    void run() throws InterruptedException;
  }

  private final String part;
  private final SourceFaults faults;
  private final Duration longestPause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private Duration pause = FIRST_PAUSE; // only for its thread

  RetryLoop(String part, SourceFaults faults, Duration longestPause, Round round) {
    this.part = part;
    this.faults = faults;
    this.longestPause = longestPause;
    thread = Thread.ofPlatform().name("tidings-redis " + part).daemon().unstarted(() -> run(round));
  }

  void start() {
    thread.start();
  }

  private void run(Round round) {
    try {
      while (!isClosed()) {
        attempt(round);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // only the end of the process interrupts it
    }
  }

  private void attempt(Round round) throws InterruptedException {
    try {
      round.run();
    } catch (RuntimeException | Error e) { // for any exception, the next round may succeed
      if (!isClosed()) {
        faults.failed(part, SourceFault.of(e));
        sleep(jitter(pause));
        pause = min(pause.multipliedBy(2), longestPause);
      }
    }
  }

  /** Called by the round, on its thread, after a success. */
  void succeeded() {
    pause = FIRST_PAUSE;
    faults.works(part);
  }

  /** Called by the round instead if it had no request for Redis. */
  void rested() {
    pause = FIRST_PAUSE;
    faults.rests(part);
  }

  /** Waits, but no longer than until it is closed. */
  void sleep(Duration time) throws InterruptedException {
    var _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  private static Duration jitter(Duration pause) {
    long nanos = pause.toNanos();
    return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Starts no other round. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Waits for the end of the current round, but no longer than this. */
  void join(Duration atMost) {
    try {
      var _ = thread.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
