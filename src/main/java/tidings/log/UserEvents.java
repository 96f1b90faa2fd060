package tidings.log;

import static java.util.Objects.requireNonNullElse;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.event.Audience;
import tidings.event.Data;
import tidings.event.Event;
import tidings.event.EventId;
import tidings.event.Priority;

/** Tells a user, by ordinary events, what the server itself does for him. Thread-safe. */
public final class UserEvents {

  private static final Logger LOG = Logger.getLogger(UserEvents.class.getName());

  private final EventLog log;
  private final Clock clock;

  public UserEvents(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Does not wait, and does not fail: a log that is away costs the event, not what it tells of.
   *
   * @param subject what it is about
   * @param json its data
   */
  public void tell(String user, EventId id, String type, String subject, String json) {
    var event =
        new Event(
            id,
            type,
            clock.instant().toString(),
            subject,
            "application/json",
            new Data.Json(json),
            new Audience(Set.of(user), null, Set.of(), null),
            Priority.NORMAL,
            null,
            null,
            Map.of());
    log.append(List.of(event))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.log(
                    Level.WARNING,
                    () ->
                        "The log did not take %s of %s, which goes on: %s"
                            .formatted(
                                type, subject, requireNonNullElse(failure.getMessage(), failure)));
              }
            });
  }
}
