package tidings.run;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.codec.Fault;
import tidings.security.Caller;
import tidings.wire.BadRequestException;
import tidings.wire.ClientAddress;
import tidings.wire.ClientConnections;
import tidings.wire.Identify;
import tidings.wire.PollTimeout;

/**
 * A request that is answered with a run. Everything that only the request's own thread can read is
 * read when this is made.
 *
 * @param answer suspended, so that the response outlives the resource method
 * @param runId the id that the client gave the run it starts; null: it gave none
 * @param timeout how long the answer may wait for a frame, of a client that polls; null: the answer
 *     is a stream
 */
public record RunRequest(
    HttpServletRequest request,
    HttpServletResponse response,
    AsyncResponse answer,
    Caller caller,
    String address,
    ClientConnections.Ports ports,
    @Nullable String runId,
    @Nullable Duration timeout) {

  private static final String RUN_ID = "r-[A-Za-z0-9_-]{16,64}";

  /**
   * Reads a request; must be called on its own thread.
   *
   * @throws BadRequestException if the run's id or the timeout has not the form that it must have
   */
  public static RunRequest of(
      HttpServletRequest request, HttpServletResponse response, AsyncResponse answer) {
    var runId = request.getHeader(RunAnswers.RUN_HEADER);
    if (runId != null && !runId.matches(RUN_ID)) {
      throw new BadRequestException(
          List.of(
              new Fault(
                  RunAnswers.RUN_HEADER,
                  "must be r- and 16 to 64 letters, digits, - or _: r-<a random UUID>")));
    }
    var timeout = request.getParameter("timeout");
    return new RunRequest(
        request,
        response,
        answer,
        Identify.caller(request),
        ClientAddress.of(request),
        ClientConnections.Ports.of(request),
        runId,
        timeout == null ? null : PollTimeout.of(timeout));
  }

  /** The response for a stream, which has no end of its own; of the request's own thread. */
  AsyncContext stream() {
    Identify.forgetToken(request);
    var context = request.getAsyncContext();
    context.setTimeout(0);
    return context;
  }
}
