package tidings.runs.loop;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.platform.retry.RetryPolicy;
import tidings.runs.conversation.ConversationsUnavailableException;
import tidings.runs.conversation.store.Conversations;
import tidings.runs.run.RunInfo;

/**
 * Ends the rounds of runs whose nodes have failed, if nodes share a database; a node with a
 * database of its own does so at its next start. Thread-safe.
 */
public final class OrphanedRounds implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(OrphanedRounds.class.getName());
  private static final RetryPolicy RETRY = RetryPolicy.steady(Duration.ofSeconds(5));

  private final Conversations conversations;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tidings-lost-", 0).factory());

  public OrphanedRounds(Conversations conversations) {
    this.conversations = conversations;
  }

  /** Ends the round of the run, as soon as the database is available. Does not wait. */
  public void end(RunInfo run) {
    var conversation = run.conversation();
    if (conversation != null) {
      threads.execute(() -> endWhenAvailable(conversation, run.id()));
    }
  }

  private void endWhenAvailable(String conversation, String run) {
    var backOff = RETRY.backOff();
    try {
      while (!tryEnd(conversation, run)) {
        Thread.sleep(backOff.next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops
    }
  }

  private boolean tryEnd(String conversation, String run) {
    try {
      if (conversations.fail(conversation, run)) {
        LOG.info(() -> "The round of run " + run + " in " + conversation + " is marked as failed");
      }
      return true;
    } catch (ConversationsUnavailableException e) {
      LOG.log(
          Level.WARNING,
          () ->
              "The round of run %s is still marked as running; next attempt within %d s: %s"
                  .formatted(run, RETRY.longest().toSeconds(), e.getMessage()));
      return false;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
