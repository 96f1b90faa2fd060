package tidings.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import tidings.event.Audience;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.event.Texts;
import tidings.ingress.ServerEvents;
import tidings.log.EventLog;
import tidings.platform.security.AuditSettings;

/**
 * Publishes audited events as events of the types {@code audit.admin} and {@code audit.sign-in} to
 * a topic, if one is configured. Does not wait for the log. Thread-safe.
 */
@Singleton
public class AuditTopic {

  private static final String SOURCE = "tidings:audit";

  /**
   * Followed by the kind. No producer may use these types, see {@link tidings.event.ReservedNames}.
   */
  private static final String TYPES = "audit.";

  private final AuditSettings settings;
  private final ServerEvents events;
  private final LongAdder lost = new LongAdder();

  @Inject
  public AuditTopic(AuditSettings settings, EventLog log, Clock clock) {
    this.settings = settings;
    events = new ServerEvents(log, clock);
  }

  /**
   * @param kind the kind in the line
   * @param json the line
   * @param subject what the event is about
   */
  void publish(String kind, String json, String subject) {
    var topic = settings.topic();
    if (topic == null) {
      return;
    }
    var id = new EventId(PublisherId.SERVER, SOURCE, UUID.randomUUID().toString());
    var audience = new Audience(Set.of(), null, Set.of(), topic);
    var clean = Texts.isClean(subject) ? Texts.shortened(subject, Texts.MAX_CHARS) : null;
    events
        .publish(id, TYPES + kind, audience, clean, json)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                lost.increment();
              }
            });
  }

  /** Events that the log did not accept. */
  long lost() {
    return lost.sum();
  }
}
