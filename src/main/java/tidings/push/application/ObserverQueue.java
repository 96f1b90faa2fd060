package tidings.push.application;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.api.Published;

/**
 * One observer of the application: a bounded queue and a thread of its own, so that an observer
 * that throws, sleeps or spins delays neither delivery nor another observer. Events arrive in log
 * order. A full queue drops the newest event. Thread-safe.
 */
public final class ObserverQueue implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ObserverQueue.class.getName());

  private final String name;
  private final Consumer<Published> observer;
  private final ObserverSettings settings;
  private final BlockingQueue<ObservedEvent> waiting;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LogThrottle dropLines;
  private final LogThrottle failureLines;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param name of the observer, in metrics and log lines: {@code com.acme.Alerts.on}
   * @param observer called on the queue's own thread, one event at a time
   */
  public ObserverQueue(String name, Consumer<Published> observer, ObserverSettings settings) {
    this(name, observer, settings, System::nanoTime);
  }

  ObserverQueue(
      String name, Consumer<Published> observer, ObserverSettings settings, LongSupplier nanos) {
    this.name = name;
    this.observer = observer;
    this.settings = settings;
    waiting = new LinkedBlockingQueue<>(settings.queueEvents());
    dropLines = new LogThrottle(nanos);
    failureLines = new LogThrottle(nanos);
    // Not virtual: an observer that spins would keep a carrier from the threads that write.
    thread = Thread.ofPlatform().name("tidings-observer-" + name).daemon().start(this::run);
  }

  /** Never waits and never throws. */
  void offer(ObservedEvent published) {
    long size = published.length();
    long bytes = waitingBytes.addAndGet(size);
    boolean fits = bytes <= settings.queueBytes() || bytes == size;
    if (!fits || closed || !waiting.offer(published)) {
      waitingBytes.addAndGet(-size);
      drop();
    }
  }

  private void drop() {
    dropped.increment();
    if (!closed && dropLines.tryAcquire()) {
      LOG.warning(
          () ->
              ("The observer %s is too slow: its queue of %d events is full, and it misses events"
                      + " (%d since the start). Delivery to browsers is not affected")
                  .formatted(name, waiting.size(), dropped.sum()));
    }
  }

  private void run() {
    while (!closed) {
      try {
        var next = waiting.take();
        waitingBytes.addAndGet(-next.length());
        call(next);
      } catch (InterruptedException e) {
        if (!closed) { // the observer interrupted its own thread, which ends nothing
          LOG.log(Level.FINE, e, () -> "The observer " + name + " left its thread interrupted");
        }
      }
    }
  }

  /**
   * A failure of the observer, even an error such as a missing class, affects no other observer.
   */
  @SuppressWarnings("CatchThrowable")
  private void call(ObservedEvent published) {
    try {
      observer.accept(published);
    } catch (Throwable e) {
      failed.increment();
      if (failureLines.tryAcquire()) {
        LOG.log(
            Level.SEVERE,
            e,
            () ->
                "The observer %s threw %s at event %s (%d failures since the start). It receives the next event; delivery to browsers is not affected"
                    .formatted(
                        name,
                        requireNonNullElse(e.getMessage(), e.getClass().getName()),
                        published.id(),
                        failed.sum()));
      }
    }
  }

  /** The observer's name. */
  public String name() {
    return name;
  }

  /** Events that wait for the observer. */
  public int depth() {
    return waiting.size();
  }

  /** Events that the observer missed since the start because its queue was full. */
  public long dropped() {
    return dropped.sum();
  }

  /** Calls of the observer that threw since the start. */
  public long failed() {
    return failed.sum();
  }

  /**
   * Stops calling the observer and interrupts it; does not wait for it. The events in its queue are
   * dropped, counted and logged.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    thread.interrupt();
    var left = new ArrayList<ObservedEvent>();
    waiting.drainTo(left);
    if (!left.isEmpty()) {
      dropped.add(left.size());
      LOG.warning(
          () ->
              "The observer %s does not receive %d events that wait for it: the application stops"
                  .formatted(name, left.size()));
    }
  }
}
