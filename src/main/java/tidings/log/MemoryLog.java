package tidings.log;

import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.util.ArrayList;
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

/** The log of a single node, in its memory; another log after each start. */
public final class MemoryLog implements EventLog {

  private static final Logger LOG = Logger.getLogger(MemoryLog.class.getName());

  private final LogSettings settings;
  private final Deduplicator deduplicator;
  private final LinkedBlockingQueue<Logged> backlog;
  private Cursor end;
  private volatile Cursor position;
  private final LongAdder events = new LongAdder();
  private volatile boolean closed;

  public MemoryLog(LogSettings settings) {
    this.settings = settings;
    deduplicator =
        new Deduplicator(settings.dedupeWindow(), settings.dedupeEntries(), Ticker.systemTicker());
    backlog = new LinkedBlockingQueue<>(settings.maxBacklog());
    end = Cursor.of(new SecureRandom().nextLong(), List.of(0L));
    position = end;
  }

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    var trouble = trouble();
    if (trouble.isPresent()) {
      return CompletableFuture.failedStage(new LogUnavailableException(trouble.get(), null));
    }
    long taken = System.nanoTime();
    synchronized (backlog) {
      if (backlog.remainingCapacity() < events.size()) {
        return CompletableFuture.failedStage(
            new LogUnavailableException(
                "the memory log holds its bound of " + settings.maxBacklog() + " events", null));
      }
      var fresh = new ArrayList<Event>(events.size());
      for (var event : events) {
        if (deduplicator.first(event.id())) {
          fresh.add(event);
        }
      }
      for (var event : fresh) {
        end = end.after(0, end.next(0));
        backlog.add(new Logged(event, end, taken));
      }
      return CompletableFuture.completedStage(
          new Appended(fresh.size(), events.size() - fresh.size(), end));
    }
  }

  @Override
  public void tail(Consumer<Logged> receiver) {
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
        LOG.log(Level.SEVERE, "An event was not routed; the log goes on with the next", e);
      }
    }
  }

  @Override
  public Cursor position() {
    return position;
  }

  @Override
  public Optional<String> trouble() {
    return closed ? Optional.of("the log is closed") : Optional.empty();
  }

  @Override
  public long events() {
    return events.sum();
  }

  @Override
  public long duplicates() {
    return deduplicator.dropped();
  }

  @Override
  public void close() {
    closed = true;
  }
}
