package tidings.ingress;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.log.Appended;
import tidings.log.EventLog;

/** Publishes ordinary events of the server itself, whose data is JSON. Thread-safe. */
public final class ServerEvents {

  private final EventLog log;
  private final Clock clock;

  public ServerEvents(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Does not wait for the log.
   *
   * @param subject its subject; null if it has none that is valid in an event
   * @param json its data
   * @return completes as {@link EventLog#append} does
   * @throws IllegalArgumentException if the type is not valid
   */
  public CompletionStage<Appended> publish(
      EventId id, String type, Audience audience, @Nullable String subject, String json) {
    var event =
        new Event(
            id,
            type,
            new Event.Description(clock.instant().toString(), subject, "application/json"),
            new Data.Json(json),
            audience,
            Event.DeliveryOptions.NORMAL,
            Map.of());
    return log.append(List.of(event));
  }
}
