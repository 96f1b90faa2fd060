package tidings.push.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;
import tidings.log.Appended;
import tidings.log.Cursor;
import tidings.log.CursorStatus;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.ExpiredException;
import tidings.log.LogReplay;
import tidings.log.LogSettings;
import tidings.log.Origin;
import tidings.log.TailEntry;

/** A log at its begin: the tests route by hand. */
final class FakeLog implements EventLog {

  static final Cursor BEGIN = Cursor.of(7, List.of(0L));

  private Origin origin = new Origin(BEGIN, BEGIN, true);
  private Cursor position = BEGIN;
  private volatile Duration timeSinceProof = Duration.ZERO;

  static final LogSettings SETTINGS = settings(1000);

  /** Settings of a node that retains this many events. */
  static LogSettings settings(int retainEvents) {
    return new LogSettings(
        new LogSettings.Dedupe(Duration.ofMinutes(10), 1000),
        new LogSettings.Retention(retainEvents, 1 << 20, 50),
        new LogSettings.Replay(1000, 1 << 20),
        1000,
        65_536,
        10,
        new LogSettings.Kafka(List.of("t"), "d", "g", 1, Duration.ofSeconds(1), Map.of()));
  }

  @Override
  public CompletionStage<Appended> append(List<Event> events) {
    return CompletableFuture.completedStage(new Appended(events.size(), 0, BEGIN));
  }

  @Override
  public void tail(Consumer<TailEntry> receiver) {
    throw new UnsupportedOperationException("the test routes");
  }

  /** Starts a new epoch. */
  void begins(Origin anew) {
    origin = anew;
    position = anew.begin();
  }

  /** Sets the time since the last proof that the log is read. */
  void setTimeSinceProof(Duration length) {
    timeSinceProof = length;
  }

  @Override
  public Duration timeSinceProof() {
    return timeSinceProof;
  }

  void passed(Cursor place) {
    position = place;
  }

  @Override
  public Cursor position() {
    return position;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public CursorStatus status(Cursor place) {
    return place.isOfSameLog(BEGIN) ? CursorStatus.READABLE : CursorStatus.FOREIGN;
  }

  @Override
  public LogReplay replay(Cursor from, Cursor to) {
    throw new ExpiredException("nothing is kept");
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
    return 0;
  }

  @Override
  public long duplicates() {
    return 0;
  }

  @Override
  public void close() {}
}
