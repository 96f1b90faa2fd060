package tidings.ingress;

import static java.util.Objects.requireNonNullElse;

import java.time.Clock;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import tidings.event.Audience;
import tidings.event.EventId;
import tidings.log.EventLog;

/** Informs a user, by ordinary events, of what the server does on their behalf. Thread-safe. */
public final class UserEvents {

  private static final Logger LOG = Logger.getLogger(UserEvents.class.getName());

  private final ServerEvents events;

  public UserEvents(EventLog log, Clock clock) {
    events = new ServerEvents(log, clock);
  }

  /**
   * Does not wait, and does not fail: if the log is unreachable, only the event is lost.
   *
   * @param subject its subject
   * @param json its data
   */
  public void publish(String user, EventId id, String type, String subject, String json) {
    var audience = new Audience(Set.of(user), null, Set.of(), null);
    events
        .publish(id, type, audience, subject, json)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                LOG.log(
                    Level.WARNING,
                    () ->
                        "The log did not accept %s of %s, which continues without it: %s"
                            .formatted(
                                type, subject, requireNonNullElse(failure.getMessage(), failure)));
              }
            });
  }
}
