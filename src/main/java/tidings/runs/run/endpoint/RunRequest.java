package tidings.runs.run.endpoint;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.AsyncResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.platform.http.ClientAddress;
import tidings.platform.http.ClientConnections;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.security.Caller;

/**
 * A request that is answered with a run. Creation reads everything that only the request's own
 * thread can read.
 *
 * @param answer suspended, so that the response outlives the resource method
 * @param runId the id that the client chose for the run it starts; null: none
 * @param timeout how long the answer to a client that polls may wait for a frame; null: the answer
 *     is a stream
 */
public record RunRequest(
    HttpServletRequest request,
    HttpServletResponse response,
    AsyncResponse answer,
    Caller caller,
    Client client,
    @Nullable String runId,
    @Nullable Duration timeout) {

  /**
   * The origin of the request.
   *
   * @param address the client's address, behind trusted proxies
   * @param ports of its connection to this server
   */
  public record Client(String address, ClientConnections.Ports ports) {}

  /** A request without a run id of the client's, whose answer is not a poll. */
  public static RunRequest of(
      HttpServletRequest request, HttpServletResponse response, AsyncResponse answer) {
    return of(request, response, answer, RunParameters.ofRun(null));
  }

  /**
   * Reads a request; must be called on its own thread.
   *
   * @throws tidings.platform.http.BadRequestException if a parameter is invalid
   */
  public static RunRequest of(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncResponse answer,
      RunParameters parameters) {
    return new RunRequest(
        request,
        response,
        answer,
        AuthenticationFilter.caller(request),
        new Client(ClientAddress.of(request), ClientConnections.Ports.of(request)),
        parameters.runId(),
        parameters.timeout());
  }

  /** The response for a stream, which has no timeout; for the request's own thread. */
  AsyncContext stream() {
    AuthenticationFilter.clearToken(request);
    var context = request.getAsyncContext();
    context.setTimeout(0);
    return context;
  }
}
