package tidings.platform.socket;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs a task repeatedly at a pace, each time on a virtual thread: the timer's own thread does no
 * I/O. Ends when the task returns false, or with the timer.
 */
public final class PacedTask {

  private final String name;
  private final ScheduledExecutorService timer;
  private final Pace pace;
  private final BooleanSupplier task;

  /**
   * @param name of its threads
   * @param task returns false to stop
   */
  public PacedTask(String name, ScheduledExecutorService timer, Pace pace, BooleanSupplier task) {
    this.name = name;
    this.timer = timer;
    this.pace = pace;
    this.task = task;
  }

  /** Runs it for the first time after one pause. */
  public void start() {
    var _ =
        timer.schedule(
            () -> Thread.ofVirtual().name(name).start(this::run),
            pace.pauseNanos(),
            TimeUnit.NANOSECONDS);
  }

  private void run() {
    long began = System.nanoTime();
    boolean goesOn = true;
    try {
      goesOn = task.getAsBoolean();
    } finally {
      if (goesOn) {
        pace.recordRun(System.nanoTime() - began);
        start();
      }
    }
  }
}
