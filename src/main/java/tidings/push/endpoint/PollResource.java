package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.platform.http.PollTimeout;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.push.connection.Connection;
import tidings.push.connection.Connections;
import tidings.push.routing.Router;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/** {@code GET /api/events/poll}: for networks that break streams (protocol, section 2). */
@Path("events/poll")
@Singleton
public class PollResource {

  /** How long a poll may wait for missed events beyond its timeout, in seconds. */
  private static final int CATCH_UP = 5;

  private final ConnectionAdmission admission;
  private final Connections connections;
  private final Router router;
  private final ScheduledExecutorService timer;

  @Inject
  public PollResource(
      ConnectionAdmission admission,
      Connections connections,
      Router router,
      ScheduledExecutorService timer) {
    this.admission = admission;
    this.connections = connections;
    this.router = router;
    this.timer = timer;
  }

  /**
   * Answers with the events after the cursor as soon as there are some, or with none after the
   * timeout. Without a cursor it waits for events of the live tail.
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public void poll(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @BeanParam FilterParameters parameters,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("timeout") @DefaultValue("25") String timeout)
      throws IOException {
    var filter = parameters.read(new FilterReader());
    var wait = PollTimeout.of(timeout);
    var admitted =
        admission.admit(
            request,
            filter,
            () ->
                Poll.begin(
                    request.startAsync(request, response),
                    filter.format(),
                    cursor == null || cursor.isEmpty(),
                    router.staleSince().isPresent()));
    var connection = admitted.connection();
    try {
      router.subscribe(connection, filter, cursor, (reached, _, _) -> opening(reached));
      connections.guard(connection);
      end(connection, admitted.sink(), wait.toSeconds());
    } catch (RuntimeException e) {
      connection.disconnect();
      throw e;
    }
  }

  /** Answers as {@code GET} would, without starting a poll. */
  @HEAD
  @Produces(MediaType.APPLICATION_JSON)
  public Response head(
      @Context HttpServletRequest request,
      @BeanParam FilterParameters parameters,
      @QueryParam("timeout") @DefaultValue("25") String timeout) {
    parameters.read(new FilterReader()).requireGranted(AuthenticationFilter.caller(request));
    PollTimeout.of(timeout);
    return Response.ok().type("application/json").build();
  }

  private static Frame opening(@Nullable Cursor reached) {
    return Frame.opening(SseEncoder.open(0, reached == null ? null : reached.toString(), "{}"));
  }

  private void end(Connection connection, Poll poll, long seconds) {
    after(
        seconds,
        connection,
        () -> {
          router.sendHeartbeat(connection, HeartbeatForm.ID);
          poll.timeOut();
        });
    after(seconds + CATCH_UP, connection, poll::stopWaiting);
  }

  private void after(long seconds, Connection connection, Runnable action) {
    var scheduled = timer.schedule(action, seconds, TimeUnit.SECONDS);
    connection.onClosing(() -> scheduled.cancel(false));
  }
}
