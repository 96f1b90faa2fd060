package tidings.runs.run.endpoint;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import tidings.runs.run.Run;
import tidings.runs.run.RunFrame;
import tidings.runs.run.Trajectory;
import tidings.sse.CloseReason;

/**
 * How a call is answered that is to be a single exchange, as other protocols than our own want it:
 * errors have their form, an answer that is not whole breaks off, and who leaves is noticed.
 */
public interface Exchange {

  /** Makes the answer of all that the run did. */
  Response whole(Run run, Trajectory done);

  /** Data of the last frame of a stream that fails. */
  String failed(RunFrame.Failure failure);

  /** Data of the last frame of a stream that ends before its run. */
  String closed(CloseReason reason);

  /** The client has closed its connection before it was answered. */
  void left(Run run);

  /** How often a silent stream says that it lives, and whether its client is there is looked up. */
  Duration heartbeat();
}
