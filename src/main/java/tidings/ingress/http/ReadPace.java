package tidings.ingress.http;

import java.time.Duration;

/**
 * Decides when the reader of a publish stream pauses, so that lines which follow each other closely
 * are read, published and answered together: each wake of a thread costs more than a line does. A
 * publisher that waits for each answer is not paused for long. One thread.
 */
final class ReadPace {

  static final Duration PAUSE = Duration.ofMillis(4);

  /** A read that takes longer has waited for the publisher. */
  static final long WAITED = 30_000;

  /** Lines that follow each other within this time are dense. */
  static final long DENSE = 2_000_000;

  /** A pause that gathers no more lines is of no use. */
  static final int FEW = 2;

  /** Number of waits without a pause after one that was of no use. */
  static final int SKIPS = 16;

  private int lines;
  private int skips;
  private boolean isDense;

  /** Whether lines are dense now: then their answers are gathered, too. */
  boolean isDense() {
    return isDense;
  }

  /**
   * Notes a read.
   *
   * @param nanos its duration
   * @param count number of its lines
   * @return whether to pause before the next one
   */
  boolean pausesAfter(long nanos, int count) {
    lines += count;
    if (nanos < WAITED) {
      return false;
    }
    if (isDense && lines <= FEW) {
      skips = SKIPS;
    }
    lines = 0;
    isDense = skips == 0 && nanos < DENSE;
    skips = Math.max(0, skips - 1);
    return isDense;
  }
}
