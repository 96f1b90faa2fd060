package tidings.ingress.redis;

import java.time.Duration;
import tidings.platform.retry.BackOff;
import tidings.platform.retry.CloseSignal;
import tidings.platform.retry.RetryPolicy;

/**
 * Repeats one task on a platform thread of its own, after any failure too, until it is closed.
 * After a failure it pauses, each time for longer.
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
  private final CloseSignal closing = new CloseSignal();
  private final Thread thread;
  private final BackOff backOff; // only for its thread

  RetryLoop(String part, SourceFaults faults, Duration longestPause, Round round) {
    this.part = part;
    this.faults = faults;
    backOff = new RetryPolicy(FIRST_PAUSE, longestPause).backOff();
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
        sleep(backOff.next());
      }
    }
  }

  /** Called by the round, on its thread, after a success. */
  void succeeded() {
    backOff.succeeded();
    faults.works(part);
  }

  /** Called by the round instead if it had no request for Redis. */
  void rested() {
    backOff.succeeded();
    faults.rests(part);
  }

  /** Waits, but no longer than until it is closed. */
  void sleep(Duration time) throws InterruptedException {
    var _ = closing.await(time);
  }

  boolean isClosed() {
    return closing.isClosed();
  }

  /** Starts no other round. */
  @Override
  public void close() {
    closing.close();
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
