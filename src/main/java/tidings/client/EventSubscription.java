package tidings.client;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A running subscription. It reconnects and resumes until it is closed. Thread-safe. */
public interface EventSubscription extends AutoCloseable {

  /**
   * The cursor to resume from: it claims the events for which the listener has returned, and no
   * other. Empty before the first stream has opened.
   */
  Optional<String> lastEventId();

  /** The present status. */
  SubscriptionStatus status();

  /** Completes with the last status, when the subscription has ended for any reason. */
  CompletionStage<SubscriptionStatus> completion();

  /**
   * Ends the subscription. The listener is not called any more once this method has returned. It
   * waits for a call in progress, at most 10 s, unless the listener itself closes its subscription.
   */
  @Override
  void close();
}
