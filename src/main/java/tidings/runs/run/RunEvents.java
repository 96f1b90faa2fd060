package tidings.runs.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import tidings.event.EventId;
import tidings.event.PublisherId;
import tidings.ingress.UserEvents;
import tidings.log.EventLog;

/**
 * Reports the state of a run to its owner by ordinary events: {@code run.started}, {@code
 * run.completed}, {@code run.failed}, {@code run.cancelled}. Thread-safe.
 */
public final class RunEvents {

  private static final String SOURCE = "tidings:runs";
  private static final int DIGEST_BYTES = 16;
  private static final JsonMapper JSON = new JsonMapper();

  private final UserEvents events;

  public RunEvents(EventLog log, Clock clock) {
    events = new UserEvents(log, clock);
  }

  /** Does not wait. Repeated reports of the same state, from any nodes, result in one event. */
  void publish(RunInfo run, RunState state) {
    var name = state == RunState.RUNNING ? "started" : state.wire();
    var data = JSON.createObjectNode();
    data.put("run_id", run.id());
    data.put("conversation_id", run.conversation());
    data.put("kind", run.kind().wire());
    data.put("model", run.model());
    data.put("state", state.wire());
    events.publish(run.owner(), id(run, name), "run." + name, run.id(), data.toString());
  }

  /**
   * Clients choose the ids of runs, and nodes that share a log need not share runs. The event id
   * therefore includes the owner and the start: otherwise one run could turn the events of another
   * into duplicates.
   */
  private static EventId id(RunInfo run, String name) {
    var owned = run.created().toEpochMilli() + " " + run.owner();
    var digest = HexFormat.of().formatHex(sha256(owned.getBytes(UTF_8)), 0, DIGEST_BYTES);
    return new EventId(PublisherId.SERVER, SOURCE, run.id() + ":" + name + ":" + digest);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
