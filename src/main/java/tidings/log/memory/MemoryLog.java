package tidings.log.memory;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.LogEntry;
import tidings.log.LogReplay;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.Offset;
import tidings.log.Origin;
import tidings.log.TailEntry;
import tidings.log.duplicates.Deduplicator;

/** The log of a single node, in its memory. Each start begins a new epoch. */
public final class MemoryLog implements EventLog {

  private static final Logger LOG = Logger.getLogger(MemoryLog.class.getName());

  private final LogSettings settings;
  private final InstantSource clock;
  private final Deduplicator deduplicator;
  private final DeadLetters deadLetters;
  private final LinkedBlockingQueue<TailEntry> backlog;
  private final Origin origin;
  private Cursor end;
  private volatile Cursor position;
  private final LongAdder events = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private volatile boolean closed;
  private volatile boolean broken;

  public MemoryLog(LogSettings settings) {
    this(settings, InstantSource.system());
  }

  MemoryLog(LogSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    deduplicator = new Deduplicator(settings.dedupe().window(), settings.dedupe().entries(), 1);
    deadLetters = new MemoryDeadLetters(settings.deadLetters(), MemoryDeadLetters.MAX_BYTES, clock);
    backlog = new LinkedBlockingQueue<>(settings.maxBacklog());
    end = Cursor.of(new SecureRandom().nextLong(), List.of(0L));
    position = end;
    origin = new Origin(end, end, true);
  }

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    var reason = error();
    if (reason.isPresent()) {
      return CompletableFuture.failedStage(new LogUnavailableException(reason.get(), null));
    }
    long taken = System.nanoTime();
    synchronized (backlog) {
      if (backlog.remainingCapacity() < events.size()) {
        return CompletableFuture.failedStage(
            new LogUnavailableException(
                "the memory log is at its limit of " + settings.maxBacklog() + " events", null));
      }
      int accepted = 0;
      for (var event : events) {
        long now = clock.millis();
        if (deduplicator.isFresh(event.id(), now)) {
          var offset = new Offset(0, end.next(0));
          deduplicator.first(offset, now, event.id());
          end = end.after(offset);
          backlog.add(new TailEntry(new LogEntry(event, offset, taken), end, true));
          accepted++;
        }
      }
      duplicates.add(events.size() - accepted);
      return CompletableFuture.completedStage(
          new Appended(accepted, events.size() - accepted, end));
    }
  }

  @Override
  public void tail(Consumer<TailEntry> receiver) {
    try {
      keepReading(receiver);
    } finally {
      broken = !closed;
    }
  }

  private void keepReading(Consumer<TailEntry> receiver) {
    while (!closed) {
      try {
        var logged = backlog.poll(1, TimeUnit.SECONDS);
        if (logged != null) {
          events.increment();
          receiver.accept(logged);
          position = logged.cursor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "An event was not routed; routing continues with the next", e);
      }
    }
  }

  @Override
  public Cursor position() {
    return position;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  /** The log has only what the node retains: all earlier entries have expired. */
  @Override
  public CursorStatus status(Cursor cursor) {
    synchronized (backlog) {
      if (!cursor.isOfSameLog(end)) {
        return CursorStatus.FOREIGN;
      }
      return cursor.isAtOrBefore(end) ? CursorStatus.EXPIRED : CursorStatus.AHEAD;
    }
  }

  @Override
  public LogReplay replay(Cursor from, Cursor to) {
    throw new ExpiredException("the memory log keeps no more than the node retains");
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Optional<String> error() {
    return broken
        ? Optional.of("this node has stopped reading the log and must be restarted")
        : closed ? Optional.of("the log is closed") : Optional.empty();
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public long events() {
    return events.sum();
  }

  @Override
  public long duplicates() {
    return duplicates.sum();
  }

  @Override
  public void close() {
    closed = true;
  }
}
