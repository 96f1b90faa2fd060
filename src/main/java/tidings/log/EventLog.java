package tidings.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;

/** The log: events go in once, and come out to every node in order. Thread-safe. */
public interface EventLog extends AutoCloseable {

  /**
   * Puts events into the log, in their order. Completes only when the log has all of them, or with
   * a {@link LogUnavailableException}. Does not wait.
   */
  CompletionStage<Appended> append(List<Event> events);

  /**
   * Reads the log from now on, in order, on the calling thread, until {@link #close}. What the
   * receiver throws is logged and does not end the reading.
   */
  void tail(Consumer<Logged> receiver);

  /** The place behind the newest entry that the receiver of {@link #tail} has been given. */
  Cursor position();

  /** Why events do not flow at the moment; empty while they do. */
  Optional<String> trouble();

  /** Events given to the receiver since the start. */
  long events();

  /** Events dropped as duplicates since the start. */
  long duplicates();

  @Override
  void close();
}
