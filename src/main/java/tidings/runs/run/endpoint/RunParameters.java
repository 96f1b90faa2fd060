package tidings.runs.run.endpoint;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.event.codec.Fault;
import tidings.platform.http.BadRequestException;
import tidings.platform.http.PollTimeout;

/**
 * The parameters by which a client can start, find and follow a run on any network (protocol,
 * section 3).
 */
public final class RunParameters {

  private static final String RUN_ID = "r-[A-Za-z0-9_-]{16,64}";

  // By field: the Jakarta REST runtime sets them.
  @HeaderParam(RunAnswers.RUN_HEADER)
  @Nullable String run;

  @QueryParam("timeout")
  @Nullable String timeout;

  /** Parameters of a call that is not a poll. */
  public static RunParameters ofRun(@Nullable String run) {
    var parameters = new RunParameters();
    parameters.run = run;
    return parameters;
  }

  /** Parameters of a watched run. */
  static RunParameters ofPoll(@Nullable String timeout) {
    var parameters = new RunParameters();
    parameters.timeout = timeout;
    return parameters;
  }

  /**
   * The id that the client gives the run; null: none.
   *
   * @throws BadRequestException if it does not have the required form
   */
  @Nullable String runId() {
    if (run != null && !run.matches(RUN_ID)) {
      throw new BadRequestException(
          List.of(
              new Fault(
                  RunAnswers.RUN_HEADER,
                  "must be r- and 16 to 64 letters, digits, - or _: r-<a random UUID>")));
    }
    return run;
  }

  /**
   * How long the answer may wait for a frame; null: the answer is a stream.
   *
   * @throws BadRequestException if it is invalid
   */
  @Nullable Duration timeout() {
    return timeout == null ? null : PollTimeout.of(timeout);
  }
}
