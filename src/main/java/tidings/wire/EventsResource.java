package tidings.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tidings.connection.Connection;
import tidings.connection.ConnectionSettings;
import tidings.connection.Connections;
import tidings.log.Cursor;
import tidings.routing.Filter;
import tidings.routing.Heartbeat;
import tidings.routing.Router;
import tidings.sse.Frame;
import tidings.sse.SseEncoder;

/** {@code GET /api/events}: opens a stream (protocol, section 2). */
@Path("events")
@Singleton
public class EventsResource {

  private final Reception reception;
  private final Connections connections;
  private final ConnectionSettings settings;
  private final Router router;
  private final Heartbeat heartbeat;

  @Inject
  public EventsResource(
      Reception reception,
      Connections connections,
      ConnectionSettings settings,
      Router router,
      Heartbeat heartbeat) {
    this.reception = reception;
    this.connections = connections;
    this.settings = settings;
    this.router = router;
    this.heartbeat = heartbeat;
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
      @QueryParam("types") @Nullable String types,
      @QueryParam("topics") @Nullable String topics,
      @QueryParam("session") @Nullable String session,
      @QueryParam("format") @Nullable String format,
      @QueryParam("lastEventId") @Nullable String lastEventId,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventIdHeader)
      throws IOException {
    var filter = new FilterReader().filter(types, topics, session, format);
    var connection =
        reception
            .receive(
                request, filter, () -> EventStream.begin(request.startAsync(request, response)))
            .connection();
    var from = lastEventIdHeader != null ? lastEventIdHeader : lastEventId;
    start(connection, filter, from);
  }

  private void start(Connection connection, Filter filter, @Nullable String from) {
    try {
      router.subscribe(
          connection,
          filter,
          from,
          (place, resumed, replayed) -> opening(connection, place, resumed, replayed));
      connections.guard(connection);
      heartbeat.start(connection);
    } catch (RuntimeException e) {
      connection.lost();
      throw e;
    }
  }

  private Frame opening(
      Connection connection, @Nullable Cursor place, boolean resumed, @Nullable Long replayed) {
    var data =
        "{\"connection\":\"%s\",\"resumed\":%b,\"replayed\":%d,\"heartbeat\":%d}"
            .formatted(connection.id(), resumed, replayed, settings.heartbeat().toMillis());
    var id = place == null ? null : place.toString();
    return Frame.opening(SseEncoder.open(settings.retry().toMillis(), id, data));
  }
}
