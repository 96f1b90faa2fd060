package tidings.push.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a timer that advance only when a test says so. Due tasks run on the thread that
 * advances them, in the order of their times. Thread-safe.
 */
public final class FakeTime extends Clock {

  private final List<Task> tasks = new ArrayList<>();
  private final AtomicReference<@Nullable Runnable> interruption = new AtomicReference<>();
  private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");

  private final List<WritePacer> pacers = new ArrayList<>(); // guarded by this
  private Instant now = BEGIN;

  /** Advances the time. */
  public void pass(Duration time) {
    var end = instant().plus(time);
    for (Task task; (task = next(end)) != null; ) {
      task.run();
    }
    List<WritePacer> turning;
    synchronized (this) {
      now = end;
      turning = List.copyOf(pacers);
    }
    turning.forEach(WritePacer::runDue);
  }

  /** A pacer without a thread: it turns when this time passes. */
  public synchronized WritePacer pacer(Duration pause) {
    var pacer = new WritePacer(pause, this::nanos);
    pacers.add(pacer);
    return pacer;
  }

  private synchronized long nanos() {
    return Duration.between(BEGIN, now).toNanos();
  }

  private synchronized @Nullable Task next(Instant end) {
    tasks.removeIf(FutureTask::isDone);
    var first = tasks.stream().min(Comparator.naturalOrder()).orElse(null);
    if (first == null || first.due.isAfter(end)) {
      return null;
    }
    tasks.remove(first);
    now = first.due;
    return first;
  }

  /** Number of tasks that are not due yet. */
  public synchronized int waiting() {
    tasks.removeIf(FutureTask::isDone);
    return tasks.size();
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  /** The timer of this time; starts no thread. */
  public ScheduledExecutorService timer() {
    return new Timer();
  }

  /** Runs once, on the thread that schedules the next task, before that is scheduled. */
  public void beforeNextTask(Runnable action) {
    interruption.set(action);
  }

  private Task schedule(Runnable action, long delay, TimeUnit unit) {
    var before = interruption.getAndSet(null);
    if (before != null) {
      before.run();
    }
    return add(action, delay, unit);
  }

  private synchronized Task add(Runnable action, long delay, TimeUnit unit) {
    var task = new Task(action, now.plusNanos(unit.toNanos(delay)));
    tasks.add(task);
    return task;
  }

  private final class Timer extends ScheduledThreadPoolExecutor {
    Timer() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
      return FakeTime.this.schedule(action, delay, unit);
    }
  }

  private final class Task extends FutureTask<@Nullable Void>
      implements ScheduledFuture<@Nullable Void> {
    private final Instant due;

    Task(Runnable action, Instant due) {
      super(action, null);
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(instant(), due));
    }

    @Override
    public int compareTo(Delayed other) {
      return due.compareTo(((Task) other).due);
    }
  }
}
