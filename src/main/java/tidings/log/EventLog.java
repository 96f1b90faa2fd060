package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;

/** The log: events go in once, and come out to every node in order. Thread-safe. */
public interface EventLog extends AutoCloseable {

  /**
   * Puts events into the log, in their order. Completes only when the log has all of them, or with
   * a {@link LogUnavailableException}, or a {@link TooLargeForLogException}. Does not wait.
   */
  CompletionStage<Appended> append(List<Event> events);

  /**
   * Reads the log in order, on the calling thread, until {@link #close}. What lay in it before
   * comes first, as far as a node keeps it at hand, and is not {@link TailEntry#fresh}. What the
   * receiver throws is logged and does not end the reading.
   */
  void tail(Consumer<TailEntry> receiver);

  /** The place behind the newest entry that the receiver of {@link #tail} has been given. */
  Cursor position();

  /**
   * Where the reading that goes on began; another object whenever it begins anew. It is there
   * before {@link #position} moves beyond it, and before the receiver is given what follows.
   */
  Origin origin();

  /**
   * What the log can say of a place, beyond what this node has read. May wait for the log.
   *
   * @throws LogUnavailableException if the log does not answer
   */
  CursorStatus standing(Cursor place);

  /**
   * Reads back what lies between two places of this log. Clients that ask for nearly the same share
   * the work.
   *
   * @param from each partition is read from here on, without the entries that are ahead of it
   * @param to up to here
   */
  LogReplay recall(Cursor from, Cursor to);

  /** Where inputs are kept that could not be read. */
  DeadLetters deadLetters();

  /** Why events do not flow at the moment; empty while they do. */
  Optional<String> trouble();

  /**
   * For how long this node has had no proof that it reads the log. A log without new events that
   * answers is not silent.
   */
  default Duration silence() {
    return Duration.ZERO;
  }

  /** Why parts of it do not work though events flow, by their names. */
  default Map<String, String> faults() {
    return Map.of();
  }

  /** Whether this node will not read on until it is started anew. */
  default boolean isBroken() {
    return false;
  }

  /** Fresh events given to the receiver since the start. */
  long events();

  /** Events dropped as duplicates since the start: as they came in, and as they were read. */
  long duplicates();

  /** Records that only let a compacted topic forget a key, passed over since the start. */
  default long tombstones() {
    return 0;
  }

  /** How often the log was read back for {@link #recall} since the start. */
  default long recallReads() {
    return 0;
  }

  @Override
  void close();
}
