package tidings.routing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.EventLog;
import tidings.log.Logged;

/** A log that stands at its begin: the tests route by hand. */
final class FakeLog implements EventLog {

  static final Cursor BEGIN = Cursor.of(7, List.of(0L));

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    return CompletableFuture.completedStage(new Appended(events.size(), 0, BEGIN));
  }

  @Override
  public void tail(Consumer<Logged> receiver) {
    throw new UnsupportedOperationException("the test routes");
  }

  @Override
  public Cursor position() {
    return BEGIN;
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public long events() {
    return 0;
  }

  @Override
  public long duplicates() {
    return 0;
  }

  @Override
  public void close() {}
}
