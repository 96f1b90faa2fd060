package tidings.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tidings.event.Event;

/** The log: each event is appended once, and every node reads all events in order. Thread-safe. */
public interface EventLog extends AutoCloseable {

  /**
   * Appends events in their order. Completes when the log has all of them, or fails with a {@link
   * LogUnavailableException} or a {@link TooLargeForLogException}. Does not block.
   */
  CompletionStage<Appended> append(List<Event> events);

  /**
   * Reads the log in order, on the calling thread, until {@link #close}. Earlier entries come
   * first, as far as a node retains them, and are not {@link TailEntry#fresh}. An exception of the
   * receiver is logged and does not end the reading.
   */
  void tail(Consumer<TailEntry> receiver);

  /** The cursor behind the newest entry that the receiver of {@link #tail} was given. */
  Cursor position();

  /**
   * The start of the current reading; a new object whenever reading starts over. It is set before
   * {@link #position} moves beyond it, and before the receiver is given the entries that follow.
   */
  Origin origin();

  /**
   * The log's answer about a cursor that this node has not read up to. May wait for the log.
   *
   * @throws LogUnavailableException if the log does not answer
   */
  CursorStatus status(Cursor cursor);

  /**
   * Replays the entries between two cursors of this log. Clients that ask for nearly the same range
   * share the work.
   *
   * @param from start of each partition; the entries ahead of this cursor are left out
   * @param to end of the range
   */
  LogReplay replay(Cursor from, Cursor to);

  /** The storage of rejected inputs. */
  DeadLetters deadLetters();

  /** The reason why no events flow at the moment; empty while they flow. */
  Optional<String> error();

  /**
   * Time since this node last had proof that it reads the log. A log without new events that
   * answers gives proof.
   */
  default Duration timeSinceProof() {
    return Duration.ZERO;
  }

  /** The reasons why parts of the log do not work although events flow, by the parts' names. */
  default Map<String, String> faults() {
    return Map.of();
  }

  /** Whether this node has stopped reading until it is restarted. */
  default boolean isBroken() {
    return false;
  }

  /** Number of new events given to the receiver since the start. */
  long events();

  /** Number of events dropped as duplicates since the start, on append and on read. */
  long duplicates();

  /**
   * Number of tombstones (records by which a compacted topic deletes a key) skipped since the
   * start.
   */
  default long tombstones() {
    return 0;
  }

  /** Number of reads from the log for {@link #replay} since the start. */
  default long replayReads() {
    return 0;
  }

  @Override
  void close();
}
