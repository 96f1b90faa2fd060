package tidings.runs.run.endpoint;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.Trajectory;
import tidings.sse.CloseReason;

/**
 * The answer to a call that is a single exchange, as protocols other than this server's own require
 * it: errors have their form, an incomplete answer breaks the connection, and a disconnected client
 * is detected.
 */
public interface Exchange {

  /** Creates the answer from the whole run. */
  Response whole(Run run, Trajectory done);

  /** Data of the last frame of a stream that fails. */
  String failed(RunFrame.Failure failure);

  /** Data of the last frame of a stream that ends before its run. */
  String closed(CloseReason reason);

  /** Handles a client that closed its connection before the answer. */
  void onDisconnect(Run run);

  /** Interval of heartbeats on an idle stream, and of checks whether its client is connected. */
  Duration heartbeat();
}
