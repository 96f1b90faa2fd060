package tidings.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.Logged;
import tidings.log.Origin;
import tidings.log.Recall;
import tidings.log.Standing;

/** Remembers the types of what it is told, and confirms nothing. */
final class RecordingLog implements EventLog {

  final List<String> types = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    events.forEach(event -> types.add(event.type()));
    return new CompletableFuture<>();
  }

  @Override
  public void tail(Consumer<Logged> receiver) {
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
  public Standing standing(Cursor place) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Recall recall(Cursor from, Cursor to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeadLetters deadLetters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public long events() {
    return types.size();
  }

  @Override
  public long duplicates() {
    return 0;
  }

  @Override
  public void close() {}
}
