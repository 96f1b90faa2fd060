package tidings.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;
import tidings.event.Publisher;
import tidings.event.Texts;
import tidings.log.EventLog;
import tidings.security.AuditSettings;

/**
 * Publishes what is audited as events of the type {@code tidings.audit} to a topic, if one is
 * configured. Does not wait for the log. Thread-safe.
 */
@Singleton
public class AuditTopic {

  private static final String SOURCE = "tidings:audit";

  private final AuditSettings settings;
  private final EventLog log;
  private final Clock clock;
  private final LongAdder lost = new LongAdder();

  @Inject
  public AuditTopic(AuditSettings settings, EventLog log, Clock clock) {
    this.settings = settings;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @param json the line
   * @param subject what it is about
   */
  void publish(String json, String subject) {
    var topic = settings.topic();
    if (topic == null) {
      return;
    }
    var event =
        new Event(
            new EventId(Publisher.SERVER, SOURCE, UUID.randomUUID().toString()),
            "tidings.audit",
            clock.instant().toString(),
            Texts.isClean(subject) ? Texts.shortened(subject, Texts.MAX_CHARS) : null,
            "application/json",
            new Data.Json(json),
            new Audience(Set.of(), null, Set.of(), topic),
            Priority.NORMAL,
            null,
            null,
            Map.of());
    log.append(List.of(event))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                lost.increment();
              }
            });
  }

  /** Events that the log did not take. */
  long lost() {
    return lost.sum();
  }
}
