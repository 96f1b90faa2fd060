package tidings.platform.socket;

import java.time.Duration;

/**
 * The interval of a recurring task, chosen so that the task takes a limited part of one processor.
 * The cost of a run is measured by the wall clock, which on a loaded host also counts the wait for
 * a processor: so the cheapest of the last runs counts, and the pause has a maximum. Thread-safe.
 */
public final class Pace {

  /** The task takes at most this part of one processor, until {@link #longest} is reached. */
  private static final int SHARE = 50;

  /** Number of runs whose cost is remembered. */
  private static final int REMEMBERED = 4;

  private final long shortest;
  private final long longest;
  private final long[] costs = new long[REMEMBERED]; // guarded by this
  private int count; // guarded by this

  /**
   * A pace without a run so far.
   *
   * @param shortest pause after a run without cost
   * @param longest pause after a run of any cost; at least the shortest pause
   */
  public Pace(Duration shortest, Duration longest) {
    this.shortest = shortest.toNanos();
    this.longest = Math.max(this.shortest, longest.toNanos());
  }

  /**
   * Records the cost of a run.
   *
   * @param nanos duration of the run in nanoseconds
   */
  public synchronized void recordRun(long nanos) {
    costs[count % REMEMBERED] = nanos;
    count++;
  }

  /** Nanoseconds between the start of the last run and the start of the next one. */
  public synchronized long pauseNanos() {
    long cheapest = count == 0 ? 0 : Long.MAX_VALUE;
    for (int i = 0; i < Math.min(count, REMEMBERED); i++) {
      cheapest = Math.min(cheapest, costs[i]);
    }
    return Math.clamp(cheapest * SHARE, shortest, longest);
  }
}
