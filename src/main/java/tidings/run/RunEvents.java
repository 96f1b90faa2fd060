package tidings.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import tidings.event.EventId;
import tidings.event.Publisher;
import tidings.log.EventLog;
import tidings.log.UserEvents;

/**
 * Tells a run's owner, by ordinary events, where it stands: {@code run.started}, {@code
 * run.completed}, {@code run.failed}, {@code run.cancelled}. Thread-safe.
 */
public final class RunEvents {

  private static final String SOURCE = "tidings:runs";
  private static final JsonMapper JSON = new JsonMapper();

  private final UserEvents events;

  public RunEvents(EventLog log, Clock clock) {
    events = new UserEvents(log, clock);
  }

  /** Does not wait. Who tells the same twice, on whichever nodes, tells it once. */
  void tell(RunInfo run, RunState state) {
    var name = state == RunState.RUNNING ? "started" : state.wire();
    var data = JSON.createObjectNode();
    data.put("run_id", run.id());
    data.put("conversation_id", run.conversation());
    data.put("kind", run.kind().wire());
    data.put("model", run.model());
    data.put("state", state.wire());
    var id = new EventId(Publisher.SERVER, SOURCE, run.id() + ":" + name);
    events.tell(run.owner(), id, "run." + name, run.id(), data.toString());
  }
}
