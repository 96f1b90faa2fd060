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
 * A run as its own work sees it: where frames go, and whether it is still wanted. It goes on
 * whether or not anybody watches. Thread-safe: parallel nodes and tools emit at once.
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

  /** Guarded by this: null before it works, and once that is over. */
  private @Nullable Thread working;

  private final List<RunFrame> results = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<RunState, Usage> beforeDone = (_, _) -> {};
  private volatile Runnable afterDone = () -> {};

  /**
   * @param announcement says that it runs, into its journal and elsewhere
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
   * Says that it runs, once: when what was asked is kept, so that whoever is told of it finds it
   * there; at the latest with its first frame.
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
   * Has watchers sent the frame; it is in the journal when this returns.
   *
   * @throws RunException if the journal is full, or cannot be written to
   */
  public void emit(RunFrame frame) {
    announce();
    journal.append(frame);
    if (frame instanceof RunFrame.Completion || frame instanceof RunFrame.Incomplete) {
      results.add(frame);
    }
  }

  /** A frame to follow the one that says that it runs. */
  public void afterAnnouncement(RunFrame frame) {
    second = frame;
  }

  void failed(RunFrame.Failure failure) {
    results.add(failure);
  }

  /**
   * What it came to, as its frames say it: {@code completion}, {@code incomplete}, {@code error}.
   */
  public List<String> results() {
    return results.stream().map(RunFrameWriter::data).toList();
  }

  /** Counts what a model call used. */
  public void used(Usage more) {
    usage.accumulateAndGet(more, Usage::plus);
  }

  public Usage usage() {
    return usage.get();
  }

  /** Whether its owner has asked it to stop: then its thread is interrupted, too. */
  public boolean isCancelled() {
    return cancelled.get();
  }

  /**
   * What is to be done when the work is over, however it ended, before watchers are told: to save
   * it, say. If it throws, the run has failed.
   */
  public void beforeDone(BiConsumer<RunState, Usage> action) {
    beforeDone = action;
  }

  /** What is to be done after {@code [DONE]}, and need not be waited for. */
  public void afterDone(Runnable action) {
    afterDone = action;
  }

  synchronized void startedOn(Thread worker) {
    thread = worker;
    working = worker;
  }

  /**
   * From here on nothing interrupts its thread any more: what it has left to do is to save and tell
   * what it came to. An interrupt that came before is forgotten.
   */
  synchronized void worked() {
    working = null;
    var _ = Thread.interrupted();
  }

  /** Stops the work; answers whether this call was the first to. */
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

  /** Waits for its thread to be done with it, at most for so long. */
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
      LOG.log(Level.WARNING, e, () -> "Run " + id() + " ends without a word that it had begun");
    }
    journal.end(state, last);
  }

  void after() {
    afterDone.run();
  }
}
