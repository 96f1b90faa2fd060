package tidings.run;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.json.JsonMapper;
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
import tidings.log.EventLog;

/**
 * Tells a run's owner, by ordinary events, where it stands: {@code run.started}, {@code
 * run.completed}, {@code run.failed}, {@code run.cancelled}. Thread-safe.
 */
public final class RunEvents {

  private static final Logger LOG = Logger.getLogger(RunEvents.class.getName());
  private static final String SOURCE = "tidings:runs";
  private static final JsonMapper JSON = new JsonMapper();

  private final EventLog log;
  private final Clock clock;

  public RunEvents(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Does not wait: a log that is away costs these events, not the run. */
  void tell(RunInfo run, RunState state) {
    var name = state == RunState.RUNNING ? "started" : state.wire();
    var data = JSON.createObjectNode();
    data.put("run_id", run.id());
    data.put("conversation_id", run.conversation());
    data.put("kind", run.kind().wire());
    data.put("model", run.model());
    data.put("state", state.wire());
    var event =
        new Event(
            new EventId(SOURCE, run.id() + ":" + name),
            "run." + name,
            clock.instant().toString(),
            run.id(),
            "application/json",
            new Data.Json(data.toString()),
            new Audience(Set.of(run.owner()), null, Set.of(), null),
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
                        "The log did not take run.%s of %s, which goes on: %s"
                            .formatted(
                                name, run.id(), requireNonNullElse(failure.getMessage(), failure)));
              }
            });
  }
}
