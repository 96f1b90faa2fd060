package tidings.runs.conversation.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.ingress.UserEvents;
import tidings.log.EventLog;
import tidings.runs.conversation.Conversation;

/**
 * Reports the current title, tags and status to a conversation's owner, by the ordinary event
 * {@code conversation.updated}, so that all of their open lists show them. Thread-safe.
 */
@Singleton
public class ConversationEvents {

  private static final String SOURCE = "tidings:conversations";

  private final UserEvents events;

  @Inject
  public ConversationEvents(EventLog log, Clock clock) {
    events = new UserEvents(log, clock);
  }

  /** Does not wait. */
  public void updated(Conversation conversation) {
    events.publish(
        conversation.owner(),
        new EventId(PublisherId.SERVER, SOURCE, conversation.id() + ":" + UUID.randomUUID()),
        "conversation.updated",
        conversation.id(),
        ConversationJson.of(conversation).toString());
  }
}
