package tidings.ingress.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Does one thing on a platform thread of its own, again and again, however it fails, until it is
 * closed. After a failure it pauses, for twice as long as the last time and up to a bound, less a
 * random part of up to a half, so that not all come back at once.
 */
final class RetryLoop implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** What is done: returns to be called again. */
  @FunctionalInterface
  interface Round {
    void run() throws InterruptedException;
  }

  private final String part;
  private final SourceFaults troubles;
  private final Duration longestPause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private Duration pause = FIRST_PAUSE; // of the thread alone

  RetryLoop(String part, SourceFaults troubles, Duration longestPause, Round round) {
    this.part = part;
    this.troubles = troubles;
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
      Thread.currentThread().interrupt(); // nobody interrupts it but the end of the process
    }
  }

  private void attempt(Round round) throws InterruptedException {
    try {
      round.run();
    } catch (RuntimeException | Error e) { // whatever it is, the next round may go well
      if (!isClosed()) {
        troubles.failed(part, SourceFault.of(e));
        sleep(jittered(pause));
        pause = min(pause.multipliedBy(2), longestPause);
      }
    }
  }

  /** To be said by the round, on its thread, when what it is there for has been done. */
  void succeeded() {
    pause = FIRST_PAUSE;
    troubles.works(part);
  }

  /** To be said by the round in its place when it had nothing to ask of Redis. */
  void rested() {
    pause = FIRST_PAUSE;
    troubles.rests(part);
  }

  /** Waits, and no longer than until it is closed. */
  void sleep(Duration time) throws InterruptedException {
    var _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  private static Duration jittered(Duration pause) {
    long nanos = pause.toNanos();
    return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Begins no other round. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Waits for the end of the round that goes on, but for no longer than this. */
  void join(Duration atMost) {
    try {
      var _ = thread.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
