package tidings.ingress;

import static java.util.Objects.requireNonNullElse;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import tidings.event.Event;
import tidings.event.codec.Ingress;
import tidings.event.codec.MessageReader;
import tidings.event.codec.UnreadableEventException;
import tidings.log.DeadLetters;
import tidings.log.EventLog;
import tidings.log.LogSettings;
import tidings.log.LogUnavailableException;
import tidings.log.RejectedInput;
import tidings.log.TooLargeForLogException;

/**
 * Turns a source's inputs into events in the log, or into dead letters. Thread-safe; the caller
 * waits for the log.
 */
@Singleton
public class Ingestor {

  private final EventLog log;
  private final DeadLetters deadLetters;
  private final int maxDataBytes;

  @Inject
  public Ingestor(EventLog log, DeadLetters deadLetters, LogSettings settings) {
    this(log, deadLetters, settings.maxDataBytes());
  }

  Ingestor(EventLog log, DeadLetters deadLetters, int maxDataBytes) {
    this.log = log;
    this.deadLetters = deadLetters;
    this.maxDataBytes = maxDataBytes;
  }

  /**
   * The reason why nothing can be appended at the moment, as far as the log knows; empty while it
   * can.
   */
  public Optional<String> error() {
    return log.error();
  }

  /** Maximum size of the data of an event, in bytes. */
  public int maxDataBytes() {
    return maxDataBytes;
  }

  private record Candidate(RawInput input, Event event) {}

  /**
   * Ingests inputs in their order. Afterwards each is in the log or among the dead letters, and the
   * source may remove them.
   *
   * @throws LogUnavailableException if not all of them are: the source keeps them all and offers
   *     them again, and those already appended are then duplicates
   */
  public void ingest(List<RawInput> inputs) {
    var readable = new ArrayList<Candidate>(inputs.size());
    var unreadable = new ArrayList<RejectedInput>();
    for (var input : inputs) {
      try {
        readable.add(new Candidate(input, read(input)));
      } catch (UnreadableEventException e) {
        unreadable.add(unreadable(input, e));
      }
    }
    append(readable, unreadable);
    unreadable.forEach(deadLetters::deadLetter);
  }

  /**
   * Stores an input as a dead letter if the source itself knows that it is not an event.
   *
   * @param reason the error
   * @throws LogUnavailableException if it cannot be stored now: the source offers it again
   */
  public void deadLetter(RawInput input, String reason) {
    deadLetters.deadLetter(unreadable(input, reason));
  }

  private Event read(RawInput input) {
    var ingress =
        Ingress.of(input.source(), input::position, maxDataBytes).publishedBy(input.publisher());
    return MessageReader.read(ingress, input.headers(), input.payload());
  }

  private void append(List<Candidate> readable, List<RejectedInput> unreadable) {
    if (readable.isEmpty()) {
      return;
    }
    try {
      append(readable.stream().map(Candidate::event).toList());
    } catch (TooLargeForLogException e) {
      // One of them is too large: the others that were appended with it are now duplicates.
      readable.forEach(one -> appendAlone(one, unreadable));
    }
  }

  private void appendAlone(Candidate one, List<RejectedInput> unreadable) {
    try {
      append(List.of(one.event()));
    } catch (TooLargeForLogException e) {
      unreadable.add(unreadable(one.input(), e));
    }
  }

  private void append(List<Event> events) {
    try {
      log.append(events).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }

  private static RejectedInput unreadable(RawInput input, RuntimeException e) {
    return unreadable(input, requireNonNullElse(e.getMessage(), e.toString()));
  }

  private static RejectedInput unreadable(RawInput input, String reason) {
    return RejectedInput.of(
        input.source(), input.position(), reason, input.headers(), input.payload());
  }
}
