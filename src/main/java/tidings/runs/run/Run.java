package tidings.runs.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A run as its own work sees it: it accepts frames, and knows whether the run was cancelled. It
 * continues whether or not a client watches. Thread-safe: parallel nodes and tools emit at the same
 * time.
 */
public final class Run {

  private static final Logger LOG = Logger.getLogger(Run.class.getName());

  private final JournalAppender journal;
  private final Consumer<JournalAppender> announcement;
  private volatile boolean announced;
  private volatile @Nullable RunFrame second;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicReference<Usage> usage = new AtomicReference<>(Usage.NONE);
  private volatile @Nullable Thread thread;

  /** Guarded by this: null before and after the work. */
  private @Nullable Thread working;

  private final List<RunFrame> results = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<RunState, Usage> beforeDone = (_, _) -> {};
  private volatile Runnable afterDone = () -> {};

  /**
   * @param announcement reports the start of the run, in its journal and elsewhere
   */
  Run(JournalAppender journal, Consumer<JournalAppender> announcement) {
    this.journal = journal;
    this.announcement = announcement;
  }

  public String id() {
    return journal.info().id();
  }

  public RunInfo info() {
    return journal.info();
  }

  public RunJournal journal() {
    return journal;
  }

  /**
   * Announces the run, once: when its request is stored, so that a client that learns of it finds
   * it there; at the latest with its first frame.
   *
   * @throws RunException as {@link #emit}
   */
  public void announce() {
    if (!announced) {
      synchronized (announcement) {
        if (!announced) {
          try {
            announcement.accept(journal);
            if (second != null) {
              journal.append(second);
            }
          } finally {
            announced = true;
          }
        }
      }
    }
  }

  /**
   * Sends the frame to the watchers; it is in the journal when this returns.
   *
   * @throws RunException if the journal is full, or unavailable
   */
  public void emit(RunFrame frame) {
    announce();
    journal.append(frame);
    if (frame instanceof RunFrame.Completion || frame instanceof RunFrame.Incomplete) {
      results.add(frame);
    }
  }

  /** Adds a frame that follows the announcement. */
  public void afterAnnouncement(RunFrame frame) {
    second = frame;
  }

  void addFailure(RunFrame.Failure failure) {
    results.add(failure);
  }

  /**
   * The results of the run, as its frames contain them: {@code completion}, {@code incomplete},
   * {@code error}.
   */
  public List<String> results() {
    return results.stream().map(RunFrameWriter::data).toList();
  }

  /** Counts the usage of a model call. */
  public void addUsage(Usage more) {
    usage.accumulateAndGet(more, Usage::plus);
  }

  public Usage usage() {
    return usage.get();
  }

  /** Whether its owner has cancelled it: then its thread is interrupted, too. */
  public boolean isCancelled() {
    return cancelled.get();
  }

  /**
   * Registers an action that runs when the work has ended in any state, before watchers learn of
   * the end: it saves the work, for example. If it throws, the run fails.
   */
  public void beforeDone(BiConsumer<RunState, Usage> action) {
    beforeDone = action;
  }

  /** Registers an action that runs after {@code [DONE]}; no client waits for it. */
  public void afterDone(Runnable action) {
    afterDone = action;
  }

  synchronized void setWorker(Thread worker) {
    thread = worker;
    working = worker;
  }

  /**
   * Marks the work as ended: from here on nothing interrupts the thread, which still saves and
   * reports its results. An earlier interrupt is cleared.
   */
  synchronized void endWork() {
    working = null;
    var _ = Thread.interrupted();
  }

  /** Stops the work; returns whether this call was the first to. */
  boolean cancel() {
    boolean first = cancelled.compareAndSet(false, true);
    if (first) {
      interrupt();
    }
    return first;
  }

  synchronized void interrupt() {
    if (working != null) {
      working.interrupt();
    }
  }

  /** Waits at most this long until its thread has finished with it. */
  void await(Duration atMost) throws InterruptedException {
    var worker = thread;
    if (worker != null && !worker.join(atMost)) {
      LOG.warning(() -> "Run " + id() + " did not end within " + atMost);
    }
  }

  void conclude(RunState state) {
    beforeDone.accept(state, usage.get());
  }

  void end(RunState state, List<RunFrame> last) {
    try {
      announce();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "Run " + id() + " ends without the report of its start");
    }
    journal.end(state, last);
  }

  void after() {
    afterDone.run();
  }
}
