package tidings.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.event.Event;

/** Remembers the events that it received, and confirms none of them unless they fail. */
public final class RecordingLog implements EventLog {

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final @Nullable RuntimeException failure;

  public RecordingLog() {
    this(null);
  }

  private RecordingLog(@Nullable RuntimeException failure) {
    this.failure = failure;
  }

  /** A log that accepts no event, for this reason. */
  public static RecordingLog failing(RuntimeException failure) {
    return new RecordingLog(failure);
  }

  /** The events so far. */
  public List<Event> appended() {
    return List.copyOf(events);
  }

  /** The types of the events so far. */
  public List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  @Override
  public CompletionStage<Appended> append(List<Event> more) {
    if (failure != null) {
      return CompletableFuture.failedStage(failure);
    }
    events.addAll(more);
    return new CompletableFuture<>();
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
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> error() {
    return Optional.empty();
  }

  @Override
  public long events() {
    return events.size();
  }

  @Override
  public long duplicates() {
    return 0;
  }

  @Override
  public void close() {}
}
