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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidings.connection.Connection;
import tidings.connection.ConnectionSettings;
import tidings.connection.Connections;
import tidings.limits.ConnectionLimits;
import tidings.limits.RateLimit;
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

  private final Connections connections;
  private final ConnectionSettings settings;
  private final ConnectionLimits limits;
  private final RateLimit connectRate;
  private final Router router;
  private final Heartbeat heartbeat;

  @Inject
  public EventsResource(
      Connections connections,
      ConnectionSettings settings,
      ConnectionLimits limits,
      @ConnectRate RateLimit connectRate,
      Router router,
      Heartbeat heartbeat) {
    this.connections = connections;
    this.settings = settings;
    this.limits = limits;
    this.connectRate = connectRate;
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
    var caller = Identify.caller(request);
    var filter = new FilterReader().filter(types, topics, session, format);
    filter.requireGranted(caller);
    connectRate.take(caller.user(), 1);
    var address = request.getRemoteAddr();
    limits.enter(address);
    EventStream stream;
    try {
      stream = EventStream.begin(request.startAsync(request, response));
    } catch (IOException | RuntimeException e) {
      limits.leave(address);
      throw e;
    }
    var connection = connections.open(caller, address, stream);
    connection.onFinished(() -> limits.leave(address));
    var from = lastEventIdHeader != null ? lastEventIdHeader : lastEventId;
    start(stream, connection, filter, from);
  }

  private void start(
      EventStream stream, Connection connection, Filter filter, @Nullable String from) {
    try {
      stream.watch(connection);
      router.subscribe(connection, filter, place -> opening(connection, place, from));
      connections.guard(connection);
      heartbeat.start(connection);
    } catch (RuntimeException e) {
      connection.lost();
      throw e;
    }
  }

  private Frame opening(Connection connection, Cursor place, @Nullable String from) {
    var asked = Optional.ofNullable(from).filter(id -> !id.isEmpty());
    boolean resumed = asked.flatMap(Cursor::parse).filter(place::equals).isPresent();
    var data =
        "{\"connection\":\"%s\",\"resumed\":%b,\"replayed\":0,\"heartbeat\":%d}"
            .formatted(connection.id(), resumed, settings.heartbeat().toMillis());
    var open = SseEncoder.open(settings.retry().toMillis(), place.toString(), data);
    var gap = resumed ? Optional.<byte[]>empty() : asked.map(id -> Gap.frame(id, place));
    return Frame.control(gap.map(frame -> joined(open, frame)).orElse(open));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var joined = new byte[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
