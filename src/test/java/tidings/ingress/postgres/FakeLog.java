package tidings.ingress.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetter;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.LogReplay;
import tidings.log.Origin;
import tidings.log.RejectedInput;
import tidings.log.TailEntry;

/** A log that drops duplicates, remembers all inputs, and fails or waits on request. */
public final class FakeLog implements EventLog, DeadLetters {

  final List<RejectedInput> buried = new CopyOnWriteArrayList<>();

  /** The size of each append, including duplicates. */
  final List<Integer> appends = new CopyOnWriteArrayList<>();

  public volatile @Nullable RuntimeException fails;
  volatile Runnable beforeAppend = () -> {};

  // Guarded by this.
  private final List<Event> events = new ArrayList<>();
  private final Set<EventId> known = new HashSet<>();
  private long duplicates;

  @Override
  public CompletionStage<Appended> append(List<Event> appended) {
    beforeAppend.run();
    var failure = fails;
    if (failure != null) {
      return CompletableFuture.failedStage(failure);
    }
    appends.add(appended.size());
    synchronized (this) {
      for (var event : appended) {
        if (known.add(event.id())) {
          events.add(event);
        } else {
          duplicates++;
        }
      }
    }
    return CompletableFuture.completedStage(
        new Appended(appended.size(), 0, Cursor.of(1, List.of(0L))));
  }

  /** Each event once, in the order of arrival. */
  public synchronized List<Event> all() {
    return List.copyOf(events);
  }

  @Override
  public synchronized long events() {
    return events.size();
  }

  @Override
  public synchronized long duplicates() {
    return duplicates;
  }

  @Override
  public void deadLetter(RejectedInput input) {
    buried.add(input);
  }

  @Override
  public long count() {
    return buried.size();
  }

  @Override
  public long count(String kind) {
    return buried.stream().filter(one -> one.source().startsWith(kind + ":")).count();
  }

  @Override
  public Page newest(int limit, @Nullable String before) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<DeadLetter> find(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void replayed(DeadLetter letter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void tail(Consumer<TailEntry> receiver) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cursor position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Origin origin() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CursorStatus status(Cursor cursor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LogReplay replay(Cursor from, Cursor to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeadLetters deadLetters() {
    return this;
  }

  @Override
  public Optional<String> error() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
