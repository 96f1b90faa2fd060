package tidings.runs.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.Round;
import tidings.runs.conversation.RoundState;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.run.ErrorType;
import tidings.runs.run.Run;
import tidings.runs.run.RunException;
import tidings.runs.run.RunState;
import tidings.runs.run.Usage;

/**
 * Stores a run in its conversation: messages are saved while they arrive, and the rest when the run
 * ends, before its watchers learn of the end. Thread-safe.
 */
public final class RoundRecorder {

  private static final Logger LOG = Logger.getLogger(RoundRecorder.class.getName());

  /** The maximum part of a turn that a killed server may lose. */
  private static final Duration EVERY = Duration.ofMillis(500);

  /**
   * Up to this many rounds are saved at the same interval; with more, the interval grows with their
   * number.
   */
  private static final int MANY = 50;

  /** Rounds that this process records at the moment: they share the capacity of the database. */
  private static final AtomicInteger keeping = new AtomicInteger();

  private final Conversations conversations;
  private final Run run;
  private final Round round;
  private final RoundTranscript transcript;
  private final Supplier<@Nullable ObjectNode> detail;
  private final Thread saver;
  private final ReentrantLock saving = new ReentrantLock();

  // Guarded by saving.
  private List<ObjectNode> saved = List.of();
  private boolean over;

  private RoundRecorder(
      Conversations conversations,
      Run run,
      Round round,
      RoundTranscript transcript,
      Supplier<@Nullable ObjectNode> detail) {
    this.conversations = conversations;
    this.run = run;
    this.round = round;
    this.transcript = transcript;
    this.detail = detail;
    saver = Thread.ofVirtual().name("keep-" + round.runId()).unstarted(this::saveOften);
  }

  /**
   * Begins a round with the transcript so far; the run ends it.
   *
   * @param detail is stored beside the messages; called at each save
   * @throws RunException if the round cannot be stored
   */
  public static RoundRecorder begin(
      Conversations conversations,
      Run run,
      String conversation,
      RoundTranscript transcript,
      Supplier<@Nullable ObjectNode> detail) {
    Round round;
    try {
      round =
          conversations
              .begin(
                  run.info().owner(),
                  conversation,
                  run.id(),
                  run.info().node(),
                  transcript.messages())
              .orElseThrow(
                  () ->
                      new RunException(
                          ErrorType.DATABASE_ERROR, "the conversation was deleted meanwhile"));
    } catch (ConversationsUnavailableException e) {
      throw new RunException(
          ErrorType.DATABASE_ERROR, "the conversation cannot be stored: " + e.getMessage(), e);
    }
    var kept = new RoundRecorder(conversations, run, round, transcript, detail);
    keeping.incrementAndGet();
    run.beforeDone(kept::end);
    run.announce();
    kept.saver.start();
    return kept;
  }

  /** Saves the current state before the next step. */
  public void checkpoint() {
    save(transcript.messages());
  }

  private void saveOften() {
    try {
      do {
        Thread.sleep(EVERY.multipliedBy(1 + keeping.get() / MANY));
      } while (hasSavedOnceMore());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run has ended, and saves the rest itself
    }
  }

  private boolean hasSavedOnceMore() {
    saving.lock();
    try {
      var now = over ? saved : transcript.messages();
      if (!now.equals(saved)) {
        save(now);
        saved = now;
      }
      return !over;
    } finally {
      saving.unlock();
    }
  }

  private void save(List<ObjectNode> messages) {
    try {
      conversations.save(round, messages, detail.get());
    } catch (ConversationsUnavailableException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "Round %d of %s could not be saved, the next attempt follows: %s"
                  .formatted(round.number(), round.conversation(), e.getMessage()));
    }
  }

  /**
   * The results of the run are stored beside the messages: a page that is opened later shows them.
   */
  private @Nullable ObjectNode withResults() {
    var all = detail.get();
    for (var result : run.results()) {
      if (all == null) {
        all = Messages.object();
      }
      all.setAll(Messages.read(result));
    }
    return all;
  }

  private void end(RunState state, Usage usage) {
    keeping.decrementAndGet();
    stopSaving();
    try {
      conversations.save(round, transcript.messages(), withResults());
      conversations.end(round, RoundState.valueOf(state.name()), usage);
    } catch (ConversationsUnavailableException e) {
      throw new RunException(
          ErrorType.DATABASE_ERROR, "the turn could not be saved: " + e.getMessage(), e);
    }
  }

  /** Waits for a save in progress, even if the thread is interrupted meanwhile. */
  private void stopSaving() {
    saver.interrupt();
    saving.lock();
    try {
      over = true;
    } finally {
      saving.unlock();
    }
  }
}
