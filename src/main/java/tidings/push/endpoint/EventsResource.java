package tidings.push.endpoint;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.Cursor;
import tidings.platform.http.LastEventId;
import tidings.platform.http.StreamHeaders;
import tidings.platform.http.authentication.AuthenticationFilter;
import tidings.platform.security.Tickets;
import tidings.push.connection.Connection;
import tidings.push.connection.ConnectionSettings;
import tidings.push.connection.Connections;
import tidings.push.connection.StopId;
import tidings.push.routing.Filter;
import tidings.push.routing.Heartbeat;
import tidings.push.routing.Router;
import tidings.sse.Frame;
import tidings.sse.HeartbeatForm;
import tidings.sse.SseEncoder;

/** {@code GET /api/events}: opens a stream (protocol, section 2). */
@Path("events")
@Singleton
public class EventsResource {

  private final ConnectionAdmission admission;
  private final Connections connections;
  private final ConnectionSettings settings;
  private final Router router;
  private final Heartbeat heartbeat;
  private final Tickets tickets;
  private final Clock clock;

  @Inject
  public EventsResource(
      ConnectionAdmission admission,
      Connections connections,
      ConnectionSettings settings,
      Router router,
      Heartbeat heartbeat,
      Tickets tickets,
      Clock clock) {
    this.admission = admission;
    this.connections = connections;
    this.settings = settings;
    this.router = router;
    this.heartbeat = heartbeat;
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * Streams events until the client leaves or the server sends {@code tidings.close}.
   *
   * <p>The response is suspended through the servlet API: a suspended {@code AsyncResponse} would
   * keep some 4 kB of the REST runtime's state alive for as long as the stream.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void subscribe(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @BeanParam FilterParameters parameters,
      @QueryParam("heartbeat") @Nullable String heartbeatForm,
      @QueryParam("lastEventId") List<String> lastEventIds,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventIdHeader)
      throws IOException {
    var ticket = AuthenticationFilter.ticket(request);
    try {
      var reader = new FilterReader();
      var form = reader.heartbeat(heartbeatForm);
      var filter = parameters.read(reader);
      if (StopId.stops(lastEventIdHeader, clock.instant())) {
        throw new WebApplicationException(Response.noContent().build());
      }
      var connection =
          admission
              .admit(
                  request, filter, () -> EventStream.begin(request.startAsync(request, response)))
              .connection();
      ticket.ifPresent(used -> tickets.recordOpened(used, connection::disconnect));
      start(connection, filter, form, LastEventId.of(lastEventIdHeader, lastEventIds));
    } catch (IOException | RuntimeException e) {
      ticket.ifPresent(tickets::restore);
      throw e;
    }
  }

  /** Answers as {@code GET} would, without opening a stream. */
  @HEAD
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response head(
      @Context HttpServletRequest request,
      @BeanParam FilterParameters parameters,
      @QueryParam("heartbeat") @Nullable String heartbeatForm) {
    var reader = new FilterReader();
    reader.heartbeat(heartbeatForm);
    parameters.read(reader).requireGranted(AuthenticationFilter.caller(request));
    return StreamHeaders.head();
  }

  private void start(
      Connection connection, Filter filter, HeartbeatForm form, @Nullable String from) {
    try {
      router.subscribe(
          connection,
          filter,
          from,
          (cursor, resumed, replayed) -> opening(connection, cursor, resumed, replayed));
      connections.guard(connection);
      heartbeat.start(connection, form);
    } catch (RuntimeException e) {
      connection.disconnect();
      throw e;
    }
  }

  private Frame opening(
      Connection connection, @Nullable Cursor cursor, boolean resumed, @Nullable Long replayed) {
    var data =
        "{\"connection\":\"%s\",\"resumed\":%b,\"replayed\":%d,\"heartbeat\":%d}"
            .formatted(connection.id(), resumed, replayed, settings.heartbeat().toMillis());
    var id = cursor == null ? null : cursor.toString();
    return Frame.opening(SseEncoder.open(settings.retry().toMillis(), id, data));
  }
}
