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
 * What a source's inputs become: events in the log, or dead letters. Thread-safe; the caller waits
 * for the log.
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

  /** Why nothing can be taken at the moment, as far as the log knows; empty while it can. */
  public Optional<String> trouble() {
    return log.trouble();
  }

  /** The largest data that an event may have, in bytes. */
  public int maxDataBytes() {
    return maxDataBytes;
  }

  private record Candidate(RawInput input, Event event) {}

  /**
   * Takes inputs, in their order. Afterwards each is in the log or among the dead letters, and the
   * source may forget them.
   *
   * @throws LogUnavailableException if not all of them are: the source keeps them all and offers
   *     them again, and what was taken already is a duplicate then
   */
  public void take(List<RawInput> inputs) {
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
    unreadable.forEach(deadLetters::bury);
  }

  /**
   * Keeps an input as a dead letter that the source itself knows to be no event.
   *
   * @param reason what is wrong with it
   * @throws LogUnavailableException if it cannot be kept now: the source offers it again
   */
  public void bury(RawInput input, String reason) {
    deadLetters.bury(unreadable(input, reason));
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
      // One of them: those that went in with it are duplicates now.
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
